import { type CheckedStanding, type CheckStanding, Refusal } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';

import type { ClusterLevel, GroupCluster } from '../src/project-group/project-group.entity.js';
import type { AskedLevel, RegistrySource } from '../src/project-group/registry-source.js';
import type { StandingSource } from '../src/standing/standing-source.js';

/** A cluster of these tests: who leads it, and from which day on it holds a title of which level. */
export interface KnownCluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly members: Map<string, 'leading' | 'member'>;
  readonly levels: { readonly from: string; readonly level: ClusterLevel }[];
}

/** What registry and audit would answer, over the network, to the service under test. */
export class KnownOutside {
  /** Clusters as the registry would tell of them. */
  readonly clusters = new Map<string, KnownCluster>();
  /** Enterprises that audit says are barred, with the reasons. */
  readonly barred = new Map<string, CheckedStanding['standings'][number]['reasons']>();
  /** In place of what asks the registry. */
  readonly registry = {
    cluster: async (id: string, code: string) => await Promise.resolve(this.#clusterOf(id, code)),
    level: async (id: string, asOf: string) => await Promise.resolve(this.#levelOf(id, asOf)),
  } as unknown as RegistrySource;
  /** In place of what asks audit. */
  readonly standing = { ask: async (question: CheckStanding): Promise<CheckedStanding> => await Promise.resolve(this.#standing(question)) } as unknown as StandingSource;

  constructor(private readonly today: () => string) {}

  /** A cluster of a level since 2025-01-01, led by these. */
  cluster(leading: readonly string[], level: ClusterLevel, region: string): KnownCluster {
    const id = newId();
    const members = new Map(leading.map((code) => [code, 'leading' as const]));
    const cluster: KnownCluster = { id, name: `榆树市玉米深加工产业集群（样例 ${this.clusters.size + 1}）`, region, members, levels: [{ from: '2025-01-01', level }] };
    this.clusters.set(id, cluster);
    return cluster;
  }

  #clusterOf(id: string, code: string): GroupCluster {
    const known = this.clusters.get(id);
    if (known === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    const leadRole = known.members.get(code);
    return { id, name: known.name, region: known.region, askedAt: this.today(), ...(leadRole === undefined ? {} : { leadRole }) };
  }

  #levelOf(id: string, asOf: string): AskedLevel {
    const level = this.clusters.get(id)?.levels.filter(({ from }) => from <= asOf).at(-1)?.level ?? 'none';
    const title = level === 'none' ? {} : { title: { id: newId(), level, programme: 'jl-amc-2024', state: 'valid' as const } };
    return { asOf, level, answer: { clusterId: id, asOf: asOf as never, ...title } };
  }

  #standing({ creditCodes, on }: CheckStanding): CheckedStanding {
    const standings = creditCodes.map((code) => ({ creditCode: code, mayApply: !this.barred.has(code), reasons: this.barred.get(code) ?? [] }));
    return { on: on ?? (this.today() as never), askedAt: `${this.today()}T00:30:00.000+08:00` as never, standings };
  }
}
