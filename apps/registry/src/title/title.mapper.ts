import type { PublicTitle, Title as TitleAnswer, TitleChanged, TitleHistoryEntry } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Title, TitleChange } from './title.entity.js';

/** A title as the contract shows it: its row with the standing of a day. */
export function toTitleAnswer(title: Title, asOf: string): TitleAnswer {
  const { id, tenant, clusterId, clusterName, programme, level, region, source, recognisedOn, state, endsWithTerm, version } = title;
  const { policyVersion, document, applicationId, validThrough, plaqueNumber, plaqueAwardedOn } = title;
  const isPlaque = plaqueNumber !== null && plaqueAwardedOn !== null && plaqueAwardedOn <= asOf;
  return {
    id, tenant, clusterId, clusterName, programme, level, region, source, recognisedOn, asOf, state, endsWithTerm, version,
    ...(policyVersion === null ? {} : { policyVersion }),
    ...(document === null ? {} : { document }),
    ...(applicationId === null ? {} : { applicationId }),
    ...(validThrough === null ? {} : { validThrough }),
    ...(isPlaque ? { plaque: { number: plaqueNumber, awardedOn: plaqueAwardedOn } } : {}),
  } as TitleAnswer;
}

/** What everybody may know of a title, and no more. */
export function toPublicTitle(title: Title, asOf: string): PublicTitle {
  const { id, clusterName: name, level, programme, recognisedOn, state, validThrough, plaque } = toTitleAnswer(title, asOf);
  return {
    id, name, level, programme, recognisedOn, state,
    ...(validThrough === undefined ? {} : { validThrough }),
    ...(plaque === undefined ? {} : { plaqueNumber: plaque.number }),
  };
}

/** A title as its events carry it. */
export function toTitleEvent(title: Title): TitleChanged {
  const { id: titleId, clusterId, clusterName, programme, policyVersion, level, region, state, recognisedOn, validThrough, changedOn } = title;
  return {
    titleId, clusterId, clusterName, programme, level, region, state, recognisedOn, changedOn,
    ...(policyVersion === null ? {} : { policyVersion }),
    ...(validThrough === null ? {} : { validThrough }),
  } as TitleChanged;
}

/** An entry of a title's history. */
export function toHistoryEntry({ kind, reference, happenedOn, recordedAt, person, detail }: TitleChange): TitleHistoryEntry {
  const { term, validThrough = term, callId, decisionId, grounds, plaqueNumber } = detail;
  const told = Object.entries({ callId, decisionId, validThrough, grounds, plaqueNumber }).filter(([, value]) => value !== undefined && value !== null);
  return { kind, on: happenedOn, recordedAt: instantOf(recordedAt), person, detail: { reference, ...Object.fromEntries(told) } } as TitleHistoryEntry;
}
