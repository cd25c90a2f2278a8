import {
  type Caller, type ListProgrammeYears, type ListProgrammeYearVersions, type ListPublicProgrammeYears, localDateSchema, type ProgrammeYear as ProgrammeYearAnswer,
  programmeYearContracts, type ProgrammeYearPage, type ProgrammeYearStep, type ProgrammeYearSteps, type ProgrammeYearVersionPage, type PublicProgrammeYear, usualPage, uuidSchema,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { InstallationClock, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound } from '../refusals.js';
import { MilestoneRepository } from './milestone.repository.js';
import { yearlyDeadlines } from './milestone.service.js';
import type { Milestone, ProgrammeYear } from './programme-year.entity.js';
import { possibleIn } from './programme-year.lifecycle.js';
import { toPublicYear, toYearAnswer, toYearSummary, toYearVersion } from './programme-year.mapper.js';
import { ProgrammeYearRepository } from './programme-year.repository.js';

const VERSIONS_A_PAGE = 5;
const numberSchema = z.string().regex(/^[1-9][0-9]{0,6}$/).transform(Number);

/** What is known of a year when its steps are told. */
interface Progress {
  readonly year: ProgrammeYear;
  readonly policy: Policy;
  readonly milestones: readonly Milestone[];
  readonly atStep: ReadonlyMap<string, number>;
  readonly reserved: number;
}

/** Programme years as they are read: drafts by those who draft and sign, the published by all. */
@Injectable()
export class ProgrammeYearQueryService {
  constructor(
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(MilestoneRepository) private readonly milestones: MilestoneRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** @throws Refusal NOT_FOUND, also for what is not published yet and not the caller's to see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ProgrammeYearAnswer> {
    const year = await this.#visible(id, caller);
    if (year.proposed === year.number || !seesDrafts(caller)) return toYearAnswer(year, possibleIn(year.state));
    const terms = await this.years.proposed(id, year.proposed);
    return terms === undefined ? toYearAnswer(year, possibleIn(year.state)) : toYearAnswer(year, possibleIn(year.state), { terms, signatures: await this.years.signatures(id, [year.proposed]) });
  }

  /** The tenant's, newest first. */
  async list({ cursor, limit = usualPage, programme, year, state }: ListProgrammeYears, { caller }: Pick<Request, 'caller'>): Promise<ProgrammeYearPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return pageOf(await this.years.list(caller.tenant, { programme, year, state, before, withUnpublished: seesDrafts(caller), limit: limit + 1 }), limit);
  }

  /** Every version of the terms with who signed it, newest first. @throws Refusal NOT_FOUND */
  async listVersions({ id, cursor, limit = VERSIONS_A_PAGE }: ListProgrammeYearVersions, { caller }: Pick<Request, 'caller'>): Promise<ProgrammeYearVersionPage> {
    const year = await this.#visible(id, caller);
    const found = await this.years.versions(id, cursor === undefined ? undefined : readCursor(cursor, numberSchema), limit + 1);
    const shown = found.slice(0, limit);
    const signatures = await this.years.signatures(id, shown.map(({ number }) => number));
    const last = shown.at(-1);
    return { items: shown.map((terms) => toYearVersion(terms, signatures, year.number)), ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.number)) } : {}) };
  }

  /** A notice that was published, for anybody. @throws Refusal NOT_FOUND */
  async getPublic(id: string): Promise<PublicProgrammeYear> {
    const year = await this.years.find(id);
    if (year === undefined || !isPublic(year)) throw notFound('programme-year', id);
    return toPublicYear(year);
  }

  /** The notices that were published, newest first, for anybody. */
  async listPublic({ cursor, limit = usualPage, tenant, programme }: ListPublicProgrammeYears): Promise<ProgrammeYearPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return pageOf(await this.years.listPublic({ before, tenant, programme, limit: limit + 1 }), limit);
  }

  /** The procedure of the year's policy: who owns each step (SUB-3.a, SUB-3.b), by when, and where it stands. @throws Refusal NOT_FOUND */
  async steps(id: string, { caller }: Pick<Request, 'caller'>): Promise<ProgrammeYearSteps> {
    const year = await this.#visible(id, caller);
    const policy = await this.catalogue.policyOf(year.programme, year.policyVersion);
    const milestones = await this.milestones.ofYear(year.tenant, year.programme, year.year);
    const progress: Progress = { year, policy, milestones, ...(await this.years.progress(id)) };
    return { id: year.id, asOf: localDateSchema.parse(await this.clock.today()), steps: policy.source.procedure.map((step) => stepStatus(step, progress)) };
  }

  async #visible(id: string, caller: Caller): Promise<ProgrammeYear> {
    const year = await this.years.find(id);
    if (year === undefined || year.tenant !== caller.tenant || (!isPublic(year) && !seesDrafts(caller))) throw notFound('programme-year', id);
    return year;
  }
}

const isPublic = ({ state }: ProgrammeYear): boolean => state === 'published' || state === 'closed';
const seesDrafts = ({ grants }: Caller): boolean => grants.some(({ role }) => programmeYearContracts.listVersions.permission.roles.includes(role));

function pageOf(found: readonly ProgrammeYear[], limit: number): ProgrammeYearPage {
  const items = found.slice(0, limit).map(toYearSummary);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
}

function stepStatus(step: Policy['source']['procedure'][number], progress: Progress): ProgrammeYearStep {
  const milestone = progress.milestones.find((entry) => entry.step === step.step);
  const dueOn = milestone?.dueOn ?? yearlyDeadlines(progress.policy, progress.year.year).find((entry) => entry.step === step.step)?.dueOn;
  return {
    step: step.step,
    clause: step.clause,
    title: step.title,
    actors: [...step.actors],
    ...(step.signatures === undefined ? {} : { signatures: step.signatures.map((roles) => [...roles]) }),
    ...(dueOn === undefined ? {} : { dueOn: localDateSchema.parse(dueOn) }),
    ...(milestone === undefined || milestone.metOn === null ? {} : { metOn: localDateSchema.parse(milestone.metOn) }),
    isMissed: milestone?.missedAt !== undefined && milestone.missedAt !== null,
    standing: standingOf(step.step, progress),
    groups: progress.atStep.get(step.step) ?? (step.step === 'project-reserve' ? progress.reserved : 0),
  };
}

/** Where a step stands, as far as project groups tell: what follows the reserve is the award's and the plan's to tell. */
function standingOf(step: string, { year, policy, atStep, reserved }: Progress): ProgrammeYearStep['standing'] {
  const order = policy.source.procedure.map((entry) => entry.step);
  const at = order.indexOf(step);
  const [call, application, reserve] = ['call', 'application', 'project-reserve'].map((name) => order.indexOf(name));
  if (at === call) return isPublic(year) ? 'done' : 'open';
  if (!isPublic(year)) return 'ahead';
  if (at === application) return year.state === 'closed' ? 'done' : 'open';
  if (reserve === undefined || at > reserve) return 'unknown';
  if (atStep.has(step)) return 'open';
  const isReached = order.slice(at + 1).some((later) => atStep.has(later)) || reserved > 0;
  const isAwaited = year.state === 'published' || order.slice(0, at).some((earlier) => atStep.has(earlier));
  return isReached && !isAwaited ? 'done' : 'ahead';
}
