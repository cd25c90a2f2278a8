import {
  awardContracts, uuidSchema, type Award, type AwardExplanation, type AwardPage, type AwardReplay, type AwardVersions, type Caller, type ExplainAward, type ListAwards,
  type Permission,
} from '@jiqun/contracts';
import { readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound } from '../refusals.js';
import { awardReaderOf } from './award-readers.js';
import type { AwardBasis, AwardRow } from './award.entity.js';
import { toAwardAnswer, toAwardVersions } from './award.mapper.js';
import { AwardRepository } from './award.repository.js';
import { answerOf, questionOf, sha256Of, type AwardTerms } from './derivation.js';
import { explained, explainedLine } from './explanation.js';

const USUAL_PAGE = 50;
/** What fits into an answer. */
const MOST_LINES = 60;
const MOST_VERSIONS = 70;
const lineNumberSchema = z.string().regex(/^[0-9]{1,9}$/).transform(Number);

/** Awards to be read, explained down to the line, and reckoned again (SUB-5; INT-16 to INT-19). */
@Injectable()
export class AwardReadingService {
  constructor(
    @Inject(AwardRepository) private readonly awards: AwardRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<Award> {
    return toAwardAnswer(await this.#visible(id, caller, awardContracts.get.permission));
  }

  /** Awards that the caller may see, newest first. */
  async list({ cursor, limit = USUAL_PAGE, yearId, state, leadCreditCode }: ListAwards, { caller }: Pick<Request, 'caller'>): Promise<AwardPage> {
    const { regions, editor } = awardReaderOf(awardContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.awards.list({ tenant: caller.tenant, regions, editor, yearId, state, leadCreditCode, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toAwardAnswer);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Explains a version of an award, the present one unless told otherwise, with a page of its lines. @throws Refusal NOT_FOUND */
  async explain({ id, number, cursor, limit = USUAL_PAGE }: ExplainAward, { caller }: Pick<Request, 'caller'>): Promise<AwardExplanation> {
    const award = await this.#visible(id, caller, awardContracts.explain.permission);
    const version = await this.awards.version(caller.tenant, id, number ?? award.number);
    if (version === undefined) throw notFound('award', `${id}#${number ?? award.number}`);
    const policy = await this.policies.policyOf(award.programme, award.policyVersion);
    const basis = JSON.parse(version.basis) as AwardBasis;
    const { clusterLevel } = JSON.parse(version.question) as AwardTerms;
    const after = cursor === undefined ? 0 : readCursor(cursor, lineNumberSchema);
    const most = Math.min(limit, MOST_LINES);
    const page = basis.lines.filter((line) => line.number > after).slice(0, most + 1);
    const projects = new Map(basis.projects.map((project) => [project.id, project]));
    const items = page.slice(0, most).map((line) => explainedLine(policy, line, projects));
    const last = items.at(-1);
    const next = page.length > most && last !== undefined ? { next: writeCursor(String(last.number)) } : {};
    return { id, ...explained(policy, version, basis, clusterLevel), lines: { items, ...next } };
  }

  /** The versions of an award, oldest first. @throws Refusal NOT_FOUND */
  async versions(id: string, { caller }: Pick<Request, 'caller'>): Promise<AwardVersions> {
    await this.#visible(id, caller, awardContracts.versions.permission);
    return toAwardVersions(id, (await this.awards.versions(caller.tenant, id)).slice(-MOST_VERSIONS));
  }

  /** Reckons the present version again: the question from its lines, the answer from the question. @throws Refusal NOT_FOUND */
  async replay(id: string, { caller }: Pick<Request, 'caller'>): Promise<AwardReplay> {
    const award = await this.#visible(id, caller, awardContracts.replay.permission);
    const version = await this.awards.version(caller.tenant, id, award.number);
    if (version === undefined) throw notFound('award', id);
    const policy = await this.policies.policyOf(award.programme, award.policyVersion);
    const terms = JSON.parse(version.question) as AwardTerms;
    const question = questionOf(policy, terms, JSON.parse(version.basis) as AwardBasis);
    const derived = sha256Of(question, version.basis, answerOf(policy, question));
    const stored = sha256Of(version.question, version.basis, version.answer);
    return { id, number: version.number, equal: derived === version.sha256 && stored === version.sha256, recorded: version.sha256, derived };
  }

  async #visible(id: string, caller: Caller, permission: Permission): Promise<AwardRow> {
    const { regions, editor } = awardReaderOf(permission, caller);
    const row = editor === undefined ? await this.awards.find(caller.tenant, id) : await this.awards.findEdited(caller.tenant, id, editor);
    if (row === undefined || (editor === undefined && !regions.includes(row.region))) throw notFound('award', id);
    return row;
  }
}
