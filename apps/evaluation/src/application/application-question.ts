import { Refusal, type ApplicationContent, type CallTerms, type Issue } from '@jiqun/contracts';

import type { Call } from '../call/call.entity.js';
import type { DecisionInputs } from '../decision/decide.js';
import type { ReviewEntry } from '../review/review.entity.js';
import type { Application } from './application.entity.js';

/**
 * What policy-core is asked about an application: its facts with the judgements and waivers made on this submission. All
 * applications of a call are decided as of its last day, so that equal facts are decided alike whoever filed first.
 * @throws Refusal INVALID_REQUEST for a fact that is stated twice
 */
export function questionOf(application: Application, call: Call, entries: readonly ReviewEntry[]): DecisionInputs {
  const current = entries.filter(({ contentNumber }) => contentNumber === application.contentNumber);
  const additions = call.terms.additions;
  return {
    question: {
      policy: `${application.programme}@${application.policyVersion}`,
      asOf: call.terms.closesOn,
      facts: factsOf(application.content),
      judgements: Object.fromEntries(current.flatMap(({ kind, clause, outcome }) => (kind === 'judged' && clause !== null ? [[clause, outcome]] : []))),
      waivers: Object.fromEntries(current.flatMap(({ kind, clause, text }) => (kind === 'waived' && clause !== null ? [[clause, text]] : []))),
    },
    ...(additions === undefined ? {} : { additions }),
  };
}

function factsOf({ facts }: ApplicationContent): Record<string, unknown> {
  const stated = new Map(facts.map(({ name, value }) => [name, value]));
  if (stated.size === facts.length) return Object.fromEntries(stated);
  const doubled = facts.findIndex(({ name }, at) => facts.findIndex((other) => other.name === name) !== at);
  const message = { zh: '同一填报项只能填一次。', en: 'A fact is stated once.' };
  throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: `content.facts[${doubled}]`, code: 'DOUBLED', message }] });
}

/** What keeps an application from being submitted, apart from what policy-core says: attachments that the call requires. */
export function missingAttachments({ attachments }: ApplicationContent, terms: CallTerms): Issue[] {
  return terms.attachments.flatMap(({ kind, title, isRequired }) =>
    !isRequired || attachments.some((enclosed) => enclosed.kind === kind)
      ? []
      : [{ path: 'content.attachments', code: 'ATTACHMENT_MISSING', message: { zh: `缺少附件：${title.zh}`, en: `An attachment is missing: ${title.en}` } }],
  );
}
