import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ProgrammeYear, ProposedTerms, YearSignature } from './programme-year.entity.js';

const COLUMNS = `
  id, tenant, programme, year, policy_version AS "policyVersion", terms, state, version, number, proposed, drafted_by AS "draftedBy",
  published_at AS "publishedAt", closed_at AS "closedAt"`;
const INSERT = `
  INSERT INTO programme_year (id, tenant, programme, year, policy_version, terms, opens_on, closes_on, state, drafted_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9)`;
const UPDATE = `
  UPDATE programme_year SET policy_version = $3, terms = $4, opens_on = $5, closes_on = $6, state = $7, number = $8, proposed = $9, published_at = $10,
    closed_at = $11, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM programme_year WHERE id = $1`;
const LOCK = `SELECT ${COLUMNS} FROM programme_year WHERE tenant = $1 AND id = $2 FOR UPDATE`;
const SHARE = `SELECT ${COLUMNS} FROM programme_year WHERE tenant = $1 AND id = $2 FOR SHARE`;
const OF_YEAR = `SELECT ${COLUMNS} FROM programme_year WHERE tenant = $1 AND programme = $2 AND year = $3 AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1`;
const LIST = `
  SELECT ${COLUMNS} FROM programme_year
  WHERE tenant = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR programme = $3) AND ($4::integer IS NULL OR year = $4)
    AND ($5::text IS NULL OR state = $5) AND ($6 OR state IN ('published', 'closed'))
  ORDER BY id DESC LIMIT $7`;
const LIST_PUBLIC = `
  SELECT ${COLUMNS} FROM programme_year
  WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR programme = $3) AND state IN ('published', 'closed')
  ORDER BY id DESC LIMIT $4`;
const PROPOSE = `
  INSERT INTO programme_year_version (year_id, number, tenant, terms, reason, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const PROPOSED = `year_id AS "yearId", number, tenant, terms, reason, proposed_by AS "proposedBy", proposed_at AS "proposedAt"`;
const VERSION = `SELECT ${PROPOSED} FROM programme_year_version WHERE year_id = $1 AND number = $2`;
const VERSIONS = `
  SELECT ${PROPOSED} FROM programme_year_version WHERE year_id = $1 AND ($2::integer IS NULL OR number < $2) ORDER BY number DESC LIMIT $3`;
const SIGN = `
  INSERT INTO programme_year_signature (year_id, number, role, tenant, person, client, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const SIGNATURES = `
  SELECT year_id AS "yearId", number, role, tenant, person, client, signed_at AS "signedAt" FROM programme_year_signature
  WHERE year_id = $1 AND number = ANY($2::integer[]) ORDER BY signed_at, role`;
const HAS_SUBMITTED = `SELECT EXISTS (SELECT FROM project_group WHERE year_id = $1 AND content_number > 0) AS found`;
const STEPS = `
  SELECT step, count(*)::integer AS groups FROM project_group WHERE year_id = $1 AND state IN ('under-review', 'returned') GROUP BY step`;
const RESERVED = `SELECT count(*)::integer AS groups FROM project_group WHERE year_id = $1 AND state = 'reserved'`;

/** Which programme years of a tenant. */
export interface YearFilter {
  readonly programme: string | undefined;
  readonly year: number | undefined;
  readonly state: string | undefined;
  /** Whether drafts and withdrawn ones are in it. */
  readonly withUnpublished: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about programme years. */
@Injectable()
export class ProgrammeYearRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, { id, tenant, programme, year, policyVersion, terms, draftedBy }: ProgrammeYear): Promise<void> {
    const values = [id, tenant, programme, year, policyVersion, JSON.stringify(terms), terms.opensOn, terms.closesOn, draftedBy];
    await prepared(manager, 'programme-year-insert', INSERT, values);
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, year: ProgrammeYear): Promise<ProgrammeYear | undefined> {
    const { id, version, policyVersion, terms, state, number, proposed, publishedAt, closedAt } = year;
    const values = [id, version, policyVersion, JSON.stringify(terms), terms.opensOn, terms.closesOn, state, number, proposed, publishedAt, closedAt];
    return (await prepared<ProgrammeYear>(manager, 'programme-year-update', UPDATE, values)).rows[0];
  }

  /** @param manager that of the transaction in which it is asked, if there is one; so with the others */
  async find(id: string, manager?: EntityManager): Promise<ProgrammeYear | undefined> {
    return (await this.#read<ProgrammeYear>('programme-year-find', FIND, [id], manager))[0];
  }

  /** The year, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<ProgrammeYear | undefined> {
    return (await prepared<ProgrammeYear>(manager, 'programme-year-lock', LOCK, [tenant, id])).rows[0];
  }

  /** The year, which nobody closes or corrects until the transaction ends; many may read it so at once. */
  async share(manager: EntityManager, tenant: string, id: string): Promise<ProgrammeYear | undefined> {
    return (await prepared<ProgrammeYear>(manager, 'programme-year-share', SHARE, [tenant, id])).rows[0];
  }

  /** The year of a programme's funds, if anybody has drafted it. */
  async ofYear(manager: EntityManager, tenant: string, programme: string, year: number): Promise<ProgrammeYear | undefined> {
    return (await prepared<ProgrammeYear>(manager, 'programme-year-of-year', OF_YEAR, [tenant, programme, year])).rows[0];
  }

  /** A tenant's, newest first. */
  async list(tenant: string, { before, programme, year, state, withUnpublished, limit }: YearFilter): Promise<readonly ProgrammeYear[]> {
    const values = [tenant, before ?? null, programme ?? null, year ?? null, state ?? null, withUnpublished, limit];
    return await this.reader.read<ProgrammeYear>('programme-year-list', LIST, values);
  }

  /** Those that anybody may read, of all tenants or of one, newest first. */
  async listPublic(filter: { readonly before: string | undefined; readonly tenant: string | undefined; readonly programme: string | undefined; readonly limit: number }): Promise<readonly ProgrammeYear[]> {
    const { before, tenant, programme, limit } = filter;
    return await this.reader.read<ProgrammeYear>('programme-year-list-public', LIST_PUBLIC, [before ?? null, tenant ?? null, programme ?? null, limit]);
  }

  async propose(manager: EntityManager, { yearId, number, tenant, terms, reason, proposedBy, proposedAt }: ProposedTerms): Promise<void> {
    await prepared(manager, 'programme-year-propose', PROPOSE, [yearId, number, tenant, JSON.stringify(terms), reason, proposedBy, proposedAt]);
  }

  async proposed(yearId: string, number: number, manager?: EntityManager): Promise<ProposedTerms | undefined> {
    return (await this.#read<ProposedTerms>('programme-year-version', VERSION, [yearId, number], manager))[0];
  }

  /** Newest first. @param before the last number of the page before */
  async versions(yearId: string, before: number | undefined, limit: number): Promise<readonly ProposedTerms[]> {
    return await this.reader.read<ProposedTerms>('programme-year-versions', VERSIONS, [yearId, before ?? null, limit]);
  }

  async sign(manager: EntityManager, { yearId, number, role, tenant, person, client, signedAt }: YearSignature): Promise<void> {
    await prepared(manager, 'programme-year-sign', SIGN, [yearId, number, role, tenant, person, client, signedAt]);
  }

  async signatures(yearId: string, numbers: readonly number[], manager?: EntityManager): Promise<readonly YearSignature[]> {
    return await this.#read<YearSignature>('programme-year-signatures', SIGNATURES, [yearId, numbers], manager);
  }

  /** Whether anything was submitted under the year. */
  async hasSubmitted(manager: EntityManager, yearId: string): Promise<boolean> {
    return (await prepared<{ found: boolean }>(manager, 'programme-year-has-submitted', HAS_SUBMITTED, [yearId])).rows[0]?.found === true;
  }

  /** How many groups stand at each step, and how many are in the reserve. */
  async progress(yearId: string, manager?: EntityManager): Promise<{ readonly atStep: ReadonlyMap<string, number>; readonly reserved: number }> {
    const steps = await this.#read<{ step: string; groups: number }>('programme-year-steps', STEPS, [yearId], manager);
    const [reserved] = await this.#read<{ groups: number }>('programme-year-reserved', RESERVED, [yearId], manager);
    return { atStep: new Map(steps.map(({ step, groups }) => [step, groups])), reserved: reserved?.groups ?? 0 };
  }

  async #read<Row extends object>(name: string, text: string, values: readonly unknown[], manager?: EntityManager): Promise<readonly Row[]> {
    return manager === undefined ? await this.reader.read<Row>(name, text, values) : (await prepared<Row>(manager, name, text, values)).rows;
  }
}
