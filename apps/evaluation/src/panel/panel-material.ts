import type { ApplicationContent, PanelMaterial } from '@jiqun/contracts';

/** As much as one piece holds. */
const LONGEST = 5_000;
/** What the names of clusters and of divisions end with: without it a name is still the name. */
const endings = ['先进制造业集群', '中小企业特色产业集群', '战略性新兴产业集群', '特色产业集群', '产业集群', '集群', '自治州', '自治县', '地区', '市', '州', '县', '区'];
/** A rest shorter than this is no name, and would be found everywhere. */
const SHORTEST = 2;

/** What tells whose application it is. */
export interface Identity {
  readonly clusterName: string;
  /** Names of the regions that it covers. */
  readonly regionNames: readonly string[];
}

/** What an application states, as an expert reads it: in pieces, in its own order. */
export function materialOf(content: ApplicationContent, { clusterName }: Identity): readonly PanelMaterial[] {
  return [
    { kind: 'cluster' as const, name: 'name', text: clusterName },
    ...content.facts.flatMap(({ name, value, source, qualifier }) => pieces('fact', name, `${textOf(value)} (${qualifier}; ${source})`)),
    ...content.statements.flatMap(({ clause, text }) => pieces('statement', clause, text)),
    ...content.goals.flatMap(({ title, target, dueOn }) => pieces('goal', title, `${target} (${dueOn})`)),
    ...content.keyProjects.flatMap(({ name, investment, stage }) => pieces('project', name, `${investment}: ${stage}`)),
    ...content.attachments.flatMap(({ kind, name, sha256 }) => pieces('attachment', kind, `${name} ${sha256}`)),
  ];
}

/**
 * The same without what tells whose it is: no name of the cluster, no sources, project names and attachments, which would give it away,
 * and in what was written freely the names of cluster and regions are replaced by the number.
 */
export function blindMaterialOf(content: ApplicationContent, number: number, identity: Identity): readonly PanelMaterial[] {
  const blind = blinded(number, identity);
  return [
    ...content.facts.flatMap(({ name, value, qualifier }) => pieces('fact', name, blind(`${textOf(value)} (${qualifier})`))),
    ...content.statements.flatMap(({ clause, text }) => pieces('statement', clause, blind(text))),
    ...content.goals.flatMap(({ title, target, dueOn }) => pieces('goal', blind(title), blind(`${target} (${dueOn})`))),
    ...content.keyProjects.flatMap(({ investment, stage }, at) => pieces('project', String(at + 1), blind(`${investment}: ${stage}`))),
  ];
}

/** Replaces what names a cluster or its regions, the longest names first. */
function blinded(number: number, { clusterName, regionNames }: Identity): (text: string) => string {
  const names = [clusterName, ...regionNames].flatMap((name) => [name, ...endings.filter((ending) => name.endsWith(ending)).map((ending) => name.slice(0, -ending.length))]);
  const sought = [...new Set(names)].filter((name) => name.length >= SHORTEST).toSorted((one, other) => other.length - one.length);
  return (text) => sought.reduce((left, name) => left.replaceAll(name, `#${number}`), text);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function pieces(kind: PanelMaterial['kind'], name: string, text: string): readonly PanelMaterial[] {
  return Array.from({ length: Math.max(1, Math.ceil(text.length / LONGEST)) }, (_, at) => ({ kind, name, text: text.slice(at * LONGEST, (at + 1) * LONGEST) }));
}
