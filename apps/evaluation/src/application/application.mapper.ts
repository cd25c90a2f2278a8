import {
  policyVersionSchema, regionCodeSchema, type Application as ApplicationAnswer, type ApplicationChanged, type ApplicationSummary,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Application, ListedApplication, Submission } from './application.entity.js';

/** An application as lists show it. */
export function toApplicationSummary(application: ListedApplication): ApplicationSummary {
  const { id, callId, programme, policyVersion, cluster, region, state, step, version, contentNumber, rank, updatedAt } = application;
  return {
    id,
    callId,
    programme,
    policyVersion: policyVersionSchema.parse(policyVersion),
    cluster: { id: cluster.id, name: cluster.name, regions: cluster.regions.map((code) => regionCodeSchema.parse(code)) },
    region: regionCodeSchema.parse(region),
    state,
    ...(step === null ? {} : { step }),
    version,
    contentNumber,
    ...(rank === null ? {} : { rank }),
    updatedAt: instantOf(updatedAt),
  };
}

/** An application whole. @param submission the last one, if there is any; @param possible what can be done in its state */
export function toApplicationAnswer(application: Application, submission: Submission | undefined, possible: readonly string[]): ApplicationAnswer {
  return {
    ...toApplicationSummary(application),
    ...(submission === undefined ? {} : { receipt: { number: submission.number, sha256: submission.sha256, submittedAt: instantOf(submission.submittedAt) } }),
    content: application.content,
    possible: [...possible],
  };
}

/** What the events of an application say. */
export function toApplicationChanged(application: Application, contentSha256?: string): ApplicationChanged {
  const { id, callId, programme, clusterId, region, state, step, contentNumber } = application;
  return {
    applicationId: id,
    callId,
    programme,
    clusterId,
    region: regionCodeSchema.parse(region),
    state,
    ...(step === null ? {} : { step }),
    contentNumber,
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
  };
}

/** The aggregate of an application's events. */
export const aggregateOf = ({ id, version }: Application) => ({ noun: 'application', id, version });
