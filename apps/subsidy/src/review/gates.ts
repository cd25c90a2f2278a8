import type { Sentence } from '@jiqun/contracts';
import type { Policy, Step } from '@jiqun/policy-core';

import { clauseForbids } from '../refusals.js';
import type { Verification } from './review.repository.js';

/** What a gate can look at; asked for only where a gate needs it. */
export interface GateView {
  readonly verification: () => Promise<Verification>;
  readonly unexplainedDuplicates: () => Promise<number>;
  readonly openObjections: () => Promise<number>;
}

const VERIFIED = 'completed-investment-verified';

/** What is in the way, and what to do about it; undefined when the gate is met. */
type Gate = (view: GateView) => Promise<Sentence | undefined>;

const met: Gate = async () => await Promise.resolve(undefined);

const gates: Readonly<Record<string, Gate>> = {
  // Both are asked where the enterprises are locked while they are asked about: at the filing and at the publication (StandingGate).
  'credit-check': met,
  'criteria-of-the-call': met,
  [VERIFIED]: async ({ verification }) => {
    const { open, verified } = await verification();
    if (open > 0) return { zh: `还有 ${open} 行已完成的投资未核实，请先逐行核实。`, en: `${open} lines of completed investment are not verified; verify each of them first.` };
    if (verified > 0) return undefined;
    return { zh: '没有一行已完成并核实的投资，事后奖补无从计算。', en: 'No line is completed and verified: support after the fact has nothing to rest on.' };
  },
  'objections-closed': async ({ openObjections }) => {
    const open = await openObjections();
    return open === 0 ? undefined : { zh: `还有 ${open} 件异议未办结，请先核实并答复。`, en: `${open} objections are open; verify and answer them first.` };
  },
};

/** Asks the gates of a step. @throws Refusal CLAUSE_FORBIDS with the clause of the first that is not met, and what to do */
export async function requireGates(step: Step, view: GateView, action: string): Promise<void> {
  for (const { gate, clause, title } of step.gates) {
    const ask = gates[gate];
    if (ask === undefined) throw new Error(`No code asks the gate ${gate}`);
    const missing = await ask(view);
    if (missing !== undefined) throw clauseForbids(action, gate, { zh: `${title.zh}：${missing.zh}`, en: `${title.en}: ${missing.en}` }, clause);
  }
}

/**
 * Asks what a joint submission needs (SUB-8): every completed line verified where the policy counts only verified investment, whichever
 * later step names it, since verifying is the locality's; everything used twice explained.
 * @throws Refusal CLAUSE_FORBIDS
 */
export async function requireReadyToSubmit(policy: Policy, step: Step, view: GateView, action: string): Promise<void> {
  const later = policy.source.procedure.flatMap((each) => each.gates).find(({ gate }) => gate === VERIFIED);
  const missing = later === undefined ? undefined : await gates[VERIFIED]?.(view);
  if (later !== undefined && missing !== undefined) throw clauseForbids(action, VERIFIED, missing, later.clause);
  const duplicates = await view.unexplainedDuplicates();
  if (duplicates === 0) return;
  const message = {
    zh: `有 ${duplicates} 处重复使用的发票、设备或项目尚未说明并认可，请先由申报单位说明、审核人员认可。`,
    en: `${duplicates} invoices, machines or projects used twice are not explained and accepted; the applicant explains them and a reviewer accepts that first.`,
  };
  throw clauseForbids(action, 'duplicates-explained', message, step.clause);
}
