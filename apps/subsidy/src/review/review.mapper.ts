import {
  clauseSchema, moneySchema, policyVersionSchema, regionCodeSchema, socialCreditCodeSchema, type GroupHistory, type GroupReview, type GroupReviewed,
  type ReservePage, type Role, type WaitingGroupPage,
} from '@jiqun/contracts';
import { signaturesOf, type Step } from '@jiqun/policy-core';
import { instantOf } from '@jiqun/service-kit';

import type { ProjectGroup } from '../project-group/project-group.entity.js';
import type { GroupEntry, GroupResult, GroupSignature, GroupStay, ProposedProject, ReservedGroup, WaitingGroup } from './review.entity.js';

/** The review of a group with all that is shown of it. */
export interface WholeReview {
  readonly group: ProjectGroup;
  /** The step that it stands at; undefined when none. */
  readonly step: Step | undefined;
  readonly signatures: readonly GroupSignature[];
  readonly proposed: readonly ProposedProject[];
  readonly result: GroupResult | undefined;
  readonly possible: readonly string[];
}

interface GroupLike {
  readonly id: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clusterName: string;
  readonly leadName: string;
  readonly region: string;
  readonly version: number;
}

const fieldsOf = ({ id, yearId, programme, policyVersion, clusterName, leadName, region, version }: GroupLike) => ({
  groupId: id, yearId, programme, policyVersion: policyVersionSchema.parse(policyVersion), clusterName, leadName, region: regionCodeSchema.parse(region), version,
});

/** Where the review of a group stands. */
export function toGroupReview({ group, step, signatures, proposed, result, possible }: WholeReview): GroupReview {
  const results = new Map(result?.projects.map((project) => [project.projectId, project]));
  return {
    ...fieldsOf(group),
    leadCreditCode: socialCreditCodeSchema.parse(group.leadCreditCode),
    state: group.state,
    ...(step === undefined ? {} : { step: step.step }),
    signatures: step?.signatures === undefined ? [] : signaturesOf(step).map((actors, side) => toSignature(actors, signatures.find((signed) => signed.side === side && signed.step === step.step))),
    projects: proposed.map(({ projectId, name, state, clause, reason }) => {
      const found = results.get(projectId);
      return {
        projectId, name, state,
        ...(found === undefined ? {} : { score: found.score }),
        ...(found?.recommended === undefined ? {} : { recommended: moneySchema.parse(found.recommended) }),
        ...(clause === null ? {} : { clause: clauseSchema.parse(clause) }),
        ...(reason === null ? {} : { reason }),
      };
    }),
    possible: [...possible],
  };
}

function toSignature(actors: readonly string[], signed: GroupSignature | undefined): GroupReview['signatures'][number] {
  if (signed === undefined) return { actors: [...actors] };
  return { actors: [...actors], signedAt: instantOf(signed.signedAt), role: signed.role as Role, person: signed.person };
}

/** What was done to a group. @param withPeople who did it, for officials and auditors alone */
export function toGroupHistory(entries: readonly GroupEntry[], stays: readonly GroupStay[], withPeople: boolean): GroupHistory {
  return {
    items: entries.map(({ step, kind, contentNumber, recordedAt, role, person, policyVersion, clause, text }) => ({
      step, kind, contentNumber, at: instantOf(recordedAt),
      ...(role === null ? {} : { role }),
      ...(withPeople ? { person } : {}),
      policyVersion: policyVersionSchema.parse(policyVersion),
      ...(clause === null ? {} : { clause: clauseSchema.parse(clause) }),
      text,
    })),
    clocks: stays.slice(-100).map(({ step, enteredAt, leftAt, suspendedMs }) => ({
      step,
      enteredAt: instantOf(enteredAt),
      ...(leftAt === null ? {} : { leftAt: instantOf(leftAt) }),
      suspendedSeconds: Math.floor(Number(suspendedMs) / 1_000),
    })),
  };
}

/** A group that waits for somebody, in the role in which it does. */
export function toWaiting(group: WaitingGroup, as: Role, clause: string): WaitingGroupPage['items'][number] {
  const { step, since } = group;
  return { ...fieldsOf(group), step, as, clause: clauseSchema.parse(clause), ...(since === null ? {} : { since: instantOf(since) }) };
}

/** A group of the reserve as lists show it. */
export function toReserved(group: ReservedGroup): ReservePage['items'][number] {
  const { leadCreditCode, clusterLevel, projectIds, reservedAt } = group;
  return {
    ...fieldsOf(group),
    leadCreditCode: socialCreditCodeSchema.parse(leadCreditCode),
    ...(clusterLevel === null ? {} : { clusterLevel }),
    projects: projectIds.length,
    reservedAt: instantOf(reservedAt),
  };
}

/** What the events of a review say. @param at the step that it happened at */
export function toGroupReviewed({ id, yearId, programme, policyVersion, leadCreditCode, region, state, step }: ProjectGroup, at: Step): GroupReviewed {
  return {
    groupId: id,
    yearId,
    programme,
    policyVersion: policyVersionSchema.parse(policyVersion),
    leadCreditCode: socialCreditCodeSchema.parse(leadCreditCode),
    region: regionCodeSchema.parse(region),
    step: at.step,
    clause: clauseSchema.parse(at.clause),
    ...(state === 'under-review' && step !== null ? { next: step } : {}),
    state,
  };
}
