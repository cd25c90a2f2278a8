import {
  localDateSchema, policyVersionSchema, programmeSchema, type ProjectGroup as ProjectGroupAnswer, type ProjectGroupChanged, type ProjectGroupSummary, regionCodeSchema,
  socialCreditCodeSchema, type GroupLevelAnswer, uuidSchema,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { LevelAnswer, ListedGroup, ProjectGroup, Receipt } from './project-group.entity.js';

/** A group as lists show it. */
export function toGroupSummary(group: ListedGroup): ProjectGroupSummary {
  const { id, yearId, programme, policyVersion, clusterId, clusterName, clusterLevel, levelClosed, leadCreditCode, leadName, region, state, step, version, contentNumber, updatedAt } = group;
  return {
    id,
    yearId,
    programme: programmeSchema.parse(programme),
    policyVersion: policyVersionSchema.parse(policyVersion),
    cluster: { id: clusterId, name: clusterName },
    ...(clusterLevel === null ? {} : { clusterLevel }),
    isLevelFinal: levelClosed,
    lead: { creditCode: socialCreditCodeSchema.parse(leadCreditCode), name: leadName },
    region: regionCodeSchema.parse(region),
    state,
    ...(step === null ? {} : { step }),
    version,
    contentNumber,
    updatedAt: instantOf(updatedAt),
  };
}

function toLevel({ purpose, asOf, level, answer, recordedAt }: LevelAnswer): GroupLevelAnswer {
  const titleId = uuidSchema.safeParse((answer as { readonly title?: { readonly id?: unknown } }).title?.id);
  return { purpose, asOf: localDateSchema.parse(asOf), level, ...(titleId.success ? { titleId: titleId.data } : {}), recordedAt: instantOf(recordedAt) };
}

/** A group whole. @param possible what can be done in its state; @param receipt of the last submission, if there is any */
export function toGroupAnswer(group: ProjectGroup, possible: readonly string[], receipt: Receipt | undefined, levels: readonly LevelAnswer[]): ProjectGroupAnswer {
  return {
    ...toGroupSummary(group),
    ...(receipt === undefined ? {} : { receipt: { number: receipt.number, sha256: receipt.sha256, submittedAt: instantOf(receipt.submittedAt) } }),
    content: group.content,
    levels: levels.map(toLevel),
    possible: [...possible],
  };
}

/** What the events of a group say. */
export function toGroupChanged(group: ListedGroup, contentSha256?: string): ProjectGroupChanged {
  const { id, yearId, programme, policyVersion, clusterId, clusterLevel, leadCreditCode, region, state, step, contentNumber } = group;
  return {
    groupId: id,
    yearId,
    programme: programmeSchema.parse(programme),
    policyVersion: policyVersionSchema.parse(policyVersion),
    clusterId,
    ...(clusterLevel === null ? {} : { clusterLevel }),
    leadCreditCode: socialCreditCodeSchema.parse(leadCreditCode),
    region: regionCodeSchema.parse(region),
    state,
    ...(step === null ? {} : { step }),
    contentNumber,
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
  };
}

/** The aggregate of a group's events. */
export const aggregateOf = ({ id, version }: Pick<ListedGroup, 'id' | 'version'>) => ({ noun: 'project-group', id, version });
