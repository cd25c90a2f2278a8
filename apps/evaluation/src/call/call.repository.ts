import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Call } from './call.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", terms, state, version, published_at AS "publishedAt", drafted_by AS "draftedBy"`;
const INSERT = `
  INSERT INTO call (id, tenant, programme, terms, opens_on, closes_on, state, version, drafted_by)
  VALUES ($1, $2, $3, $4, $5, $6, 'draft', 1, $7)`;
const UPDATE = `
  UPDATE call SET policy_version = $3, terms = $4, opens_on = $5, closes_on = $6, state = $7, published_at = $8, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM call WHERE id = $1`;
const LOCK = `SELECT ${COLUMNS} FROM call WHERE id = $1 FOR UPDATE`;
const SHARE = `SELECT ${COLUMNS} FROM call WHERE id = $1 FOR SHARE`;
const LIST = `
  SELECT ${COLUMNS} FROM call
  WHERE tenant = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR programme = $3) AND ($4::text IS NULL OR state = $4)
    AND ($5 OR state <> 'draft')
  ORDER BY id DESC LIMIT $6`;

const LIST_PUBLIC = `
  SELECT ${COLUMNS} FROM call
  WHERE id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR programme = $3)
    AND state = ANY($4::text[])
  ORDER BY id DESC LIMIT $5`;

/** Which calls of a tenant. */
export interface CallFilter {
  readonly programme: string | undefined;
  readonly state: string | undefined;
  /** Whether drafts are in it. */
  readonly withDrafts: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Which of the calls that anybody may read. */
export interface PublicCallFilter {
  readonly tenant: string | undefined;
  readonly programme: string | undefined;
  readonly states: readonly string[];
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about calls. */
@Injectable()
export class CallRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, { id, tenant, programme, terms, draftedBy }: Call): Promise<void> {
    await prepared(manager, 'call-insert', INSERT, [id, tenant, programme, JSON.stringify(terms), terms.opensOn, terms.closesOn, draftedBy]);
  }

  /** Writes all that may change of a call. @returns undefined when its version is another by now */
  async update(manager: EntityManager, { id, version, policyVersion, terms, state, publishedAt }: Call): Promise<Call | undefined> {
    const values = [id, version, policyVersion, JSON.stringify(terms), terms.opensOn, terms.closesOn, state, publishedAt];
    return (await prepared<Call>(manager, 'call-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Call | undefined> {
    return (await this.reader.read<Call>('call-find', FIND, [id]))[0];
  }

  /** The call, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Call | undefined> {
    return (await prepared<Call>(manager, 'call-lock', LOCK, [id])).rows[0];
  }

  /** The call, which nobody closes or withdraws until the transaction ends; many may read it so at once. */
  async share(manager: EntityManager, id: string): Promise<Call | undefined> {
    return (await prepared<Call>(manager, 'call-share', SHARE, [id])).rows[0];
  }

  /** Those that anybody may read, of all tenants or of one, newest first. */
  async listPublic({ tenant, before, programme, states, limit }: PublicCallFilter): Promise<readonly Call[]> {
    return await this.reader.read<Call>('call-list-public', LIST_PUBLIC, [before ?? null, tenant ?? null, programme ?? null, states, limit]);
  }

  /** A tenant's, newest first. */
  async list(tenant: string, { before, programme, state, withDrafts, limit }: CallFilter): Promise<readonly Call[]> {
    return await this.reader.read<Call>('call-list', LIST, [tenant, before ?? null, programme ?? null, state ?? null, withDrafts, limit]);
  }
}
