import { policyVersionSchema, type Call as CallAnswer, type CallChanged, type CallSummary } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Call } from './call.entity.js';

/** A call as the contract shows it. */
export function toCallAnswer({ id, programme, policyVersion, terms, state, version, publishedAt }: Call): CallAnswer {
  return {
    id,
    programme,
    ...(policyVersion === null ? {} : { policyVersion: policyVersionSchema.parse(policyVersion) }),
    ...terms,
    state,
    version,
    ...(publishedAt === null ? {} : { publishedAt: instantOf(publishedAt) }),
  };
}

/** A call as lists show it. */
export function toCallSummary(call: Call): CallSummary {
  const { id, programme, policyVersion, title, opensOn, closesOn, documentNumber, state, version, publishedAt } = toCallAnswer(call);
  return {
    id, programme, title, opensOn, closesOn, state, version,
    ...(policyVersion === undefined ? {} : { policyVersion }),
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
  };
}

/** What the events of a call say. */
export function toCallChanged({ id, programme, policyVersion, terms }: Call): CallChanged {
  const { title, opensOn, closesOn } = terms;
  return { callId: id, programme, ...(policyVersion === null ? {} : { policyVersion }), title, opensOn, closesOn };
}
