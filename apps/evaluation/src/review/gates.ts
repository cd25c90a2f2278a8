import { type CheckedStanding, Refusal } from '@jiqun/contracts';
import type { Policy, Step, Verdict } from '@jiqun/policy-core';
import { prefectureOf, regionOf } from '@jiqun/service-kit';

import type { Application } from '../application/application.entity.js';
import { barredIssues } from './barred.js';
import type { ReviewEntry } from './review.entity.js';

/** What a gate can look at. Asked for lazily where it costs a query. */
export interface GateView {
  readonly application: Application;
  readonly entries: readonly ReviewEntry[];
  /** The verdict on the application as it stands, with the judgements and waivers made so far. */
  readonly verdict: () => Promise<Verdict>;
  readonly openObjections: () => Promise<number>;
  readonly hasOtherInArea: () => Promise<boolean>;
  /** What audit says of the organisation that applies; undefined where it has no social credit code. */
  readonly standing: CheckedStanding | undefined;
  /** The opinion with which the step is being completed. */
  readonly opinion: string;
}

type Gate = (view: GateView) => boolean | Promise<boolean>;

const hasRecord = (entries: readonly ReviewEntry[], kind: string): boolean => entries.some((entry) => entry.kind === 'recorded' && entry.outcome === kind);

/** Whether a cluster lies in more than one prefecture (AMC-7-1.b, XJ-7-1.b). */
export function isCrossRegion({ regions }: { readonly regions: readonly string[] }): boolean {
  return new Set(regions.map((region) => prefectureOf(region) ?? region)).size > 1;
}

const countyOf = (region: string): string | undefined => (regionOf(region)?.level === 'county' ? region : undefined);

/** What each gate of a recognition's procedure asks. A policy that names another one is not installed. */
const gates: Readonly<Record<string, Gate>> = {
  // Audit keeps the lists and the sanctions (AMC-3.c). It knows an organisation by its code: of one without, a check made by
  // hand is put on record, and at submission the facts state it.
  'credit-check': ({ application, entries, standing }) => {
    if (standing !== undefined) return standing.standings.every(({ mayApply }) => mayApply);
    const last = entries.findLast((entry) => entry.kind === 'recorded' && entry.outcome === 'credit-check');
    return application.contentNumber === 0 || application.state !== 'under-review' ? true : last?.detail['isClean'] === true;
  },
  // Both are settled where the application's region is: the permission asks whether the caller's region holds it.
  'lead-prefecture': ({ application: { cluster, region } }) => cluster.leadPrefecture === region,
  'applicants-prefecture': ({ application: { cluster, region } }) => (cluster.applicantRegion === undefined ? false : (prefectureOf(cluster.applicantRegion) ?? cluster.applicantRegion) === region),
  'recommendation-opinion': ({ opinion }) => opinion.trim() !== '',
  'within-one-county': ({ application: { cluster } }) => cluster.regions.length === 1 && countyOf(cluster.regions[0] ?? '') !== undefined,
  'site-visit-recorded': ({ entries }) => hasRecord(entries, 'site-visit'),
  // A waiver is the province's to give (INT-8): what only waits for one is not held up in the prefecture.
  'conditions-met': async ({ verdict }) => (await verdict()) !== 'ineligible' && (await verdict()) !== 'incomplete',
  'applications-ranked': ({ application }) => application.rank !== null,
  'objections-closed': async ({ openObjections }) => (await openObjections()) === 0,
  // The event of a recognition has no other level (AMC-5.a): what the ministry gives is recorded in the registry.
  'provincial-level-only': () => true,
  'joint-application': ({ application: { content, cluster, region } }) => {
    const joined = new Set([prefectureOf(region) ?? region, ...content.coApplicants.map((other) => prefectureOf(other.region) ?? other.region)]);
    return cluster.regions.every((covered) => joined.has(prefectureOf(covered) ?? covered));
  },
  'defence-recorded': ({ entries }) => hasRecord(entries, 'defence'),
  'party-group-meeting': ({ entries }) => hasRecord(entries, 'party-group-meeting'),
  'one-application-per-area': async ({ hasOtherInArea }) => !(await hasOtherInArea()),
  'project-table-filled': ({ application }) => application.content.keyProjects.length > 0,
};

/** The gate that audit is asked for. */
const CREDIT_CHECK = 'credit-check';

/** Whether a step wants to know what audit says of the organisation that applies. */
export function asksStanding(step: Step): boolean {
  return step.gates.some(({ gate }) => gate === CREDIT_CHECK);
}

/** Gates of the other phases, which their own nouns ask. */
const gatesElsewhere = new Set(['applied-in-term', 'plan-goals-assessed', 'action-plan-assessed', 'ground-established']);

/** Gates of a recognition policy that no code asks, with their places in the file. */
export function unknownGates(policy: Policy): { path: string; gate: string }[] {
  if (policy.source.document.kind !== 'recognition') return [];
  return policy.source.procedure.flatMap((step, at) =>
    step.gates.flatMap(({ gate }, place) => (Object.hasOwn(gates, gate) || gatesElsewhere.has(gate) ? [] : [{ path: `source.procedure[${at}].gates[${place}].gate`, gate }])),
  );
}

/** Asks the gates of a step. @throws Refusal CLAUSE_FORBIDS with the clause of the first that is not met, in the policy's words */
export async function requireGates(step: Step, view: GateView, action: string): Promise<void> {
  for (const { gate, clause, when, title } of step.gates) {
    if (when === 'cross-region' && !isCrossRegion(view.application.cluster)) continue;
    const ask = gates[gate];
    if (ask === undefined) throw new Error(`No code asks the gate ${gate}`);
    if (await ask(view)) continue;
    const barred = gate === CREDIT_CHECK && view.standing !== undefined ? barredIssues(view.standing) : [];
    throw new Refusal('CLAUSE_FORBIDS', { action, what: gate }, { clause, issues: [{ path: '', code: 'GATE', message: title }, ...barred] });
  }
}
