import {
  localDateSchema, policyVersionSchema, programmeSchema, tenantSchema, type ProgrammeYear as ProgrammeYearAnswer, type ProgrammeYearChanged, type ProgrammeYearDeadline,
  type ProgrammeYearSummary, type ProgrammeYearVersion, type PublicProgrammeYear, type Role,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Milestone, ProgrammeYear, ProposedTerms, YearSignature } from './programme-year.entity.js';

/** A programme year as lists show it. */
export function toYearSummary({ id, tenant, programme, policyVersion, year, terms, state, version, number, publishedAt }: ProgrammeYear): ProgrammeYearSummary {
  const { title, documentNumber, opensOn, closesOn } = terms;
  return {
    id,
    tenant: tenantSchema.parse(tenant),
    programme: programmeSchema.parse(programme),
    policyVersion: policyVersionSchema.parse(policyVersion),
    year,
    title,
    ...(documentNumber === undefined ? {} : { documentNumber }),
    opensOn,
    closesOn,
    state,
    version,
    number,
    ...(publishedAt === null ? {} : { publishedAt: instantOf(publishedAt) }),
  };
}

/** A programme year as everybody may read it: what is in force. */
export function toPublicYear(year: ProgrammeYear): PublicProgrammeYear {
  return { ...toYearSummary(year), terms: year.terms };
}

const toSignature = ({ role, person, signedAt }: YearSignature) => ({ role: role as Role, person, signedAt: instantOf(signedAt) });

/** A programme year whole. @param possible what can be done in its state; @param proposed terms that wait for signatures, with those given */
export function toYearAnswer(year: ProgrammeYear, possible: readonly string[], proposed?: { readonly terms: ProposedTerms; readonly signatures: readonly YearSignature[] }): ProgrammeYearAnswer {
  return {
    ...toPublicYear(year),
    ...(proposed === undefined
      ? {}
      : {
          proposed: {
            number: proposed.terms.number,
            terms: proposed.terms.terms,
            ...(proposed.terms.reason === null ? {} : { reason: proposed.terms.reason }),
            signatures: proposed.signatures.map(toSignature),
          },
        }),
    possible: [...possible],
  };
}

/** One version of the terms. */
export function toYearVersion({ number, terms, reason, proposedAt, proposedBy }: ProposedTerms, signatures: readonly YearSignature[], inForce: number): ProgrammeYearVersion {
  return {
    number,
    proposedAt: instantOf(proposedAt),
    proposedBy,
    ...(reason === null ? {} : { reason }),
    isInForce: number === inForce,
    signatures: signatures.filter((signature) => signature.number === number).map(toSignature),
    terms,
  };
}

/** What the events of a programme year say. */
export function toYearChanged({ id, programme, policyVersion, year, number, terms: { title, opensOn, closesOn } }: ProgrammeYear): ProgrammeYearChanged {
  return { yearId: id, programme: programmeSchema.parse(programme), policyVersion: policyVersionSchema.parse(policyVersion), year, number, title, opensOn, closesOn };
}

/** What the events of a yearly deadline say. */
export function toYearDeadline({ programme, year, step, clause, dueOn }: Milestone, actors: readonly string[], yearId: string | undefined, waiting: number): ProgrammeYearDeadline {
  return {
    programme: programmeSchema.parse(programme),
    year,
    step,
    clause,
    dueOn: localDateSchema.parse(dueOn),
    actors: [...actors],
    ...(yearId === undefined ? {} : { yearId }),
    waiting,
  };
}
