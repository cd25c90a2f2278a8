import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import { gramsOf, gramsToFind } from '../text-grams.js';
import type { ComplaintRow, EvidenceRow } from './complaint.entity.js';

const COLUMNS = `
  id, tenant, region, programme, credit_code AS "creditCode", about_noun AS "aboutNoun", about_id AS "aboutId", text, source,
  recorded_by AS "recordedBy", filed_on::text AS "filedOn", state, version, receiver, referral, rejection, answer`;
const INSERT = `
  INSERT INTO complaint (id, tenant, region, programme, credit_code, about_noun, about_id, text, text_grams, source, recorded_by, filed_on, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'filed')`;
const INSERT_CONTACT = `INSERT INTO complaint_contact (complaint_id, tenant, contact) VALUES ($1, $2, $3)`;
const MOVE = `
  UPDATE complaint SET version = version + 1, state = $3, receiver = $4, referral = $5, rejection = $6, answer = $7, programme = $8
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM complaint WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const INSERT_EVIDENCE = `
  INSERT INTO complaint_evidence (complaint_id, number, tenant, sha256, description, added_by, added_at, previous, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const EVIDENCE = `
  SELECT number, sha256, description, added_by AS "addedBy", added_at AS "addedAt", previous, hash
  FROM complaint_evidence WHERE complaint_id = $1 ORDER BY number`;
const CONTACT = `SELECT contact FROM complaint_contact WHERE complaint_id = $1 AND tenant = $2`;

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** Which complaints. */
export interface ComplaintFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly state: string | undefined;
  readonly receiver: string | undefined;
  readonly creditCode: string | undefined;
  readonly words: string | undefined;
  readonly before: string;
  readonly limit: number;
}

/** All queries about complaints. */
@Injectable()
export class ComplaintRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Inserts a complaint and, apart, where its complainant can be reached. */
  insert(transaction: Transaction, row: ComplaintRow, contact: string | undefined): void {
    const { id, tenant, region, programme, creditCode, aboutNoun, aboutId, text, source, recordedBy, filedOn } = row;
    const values = [id, tenant, region, programme, creditCode, aboutNoun, aboutId, text, gramsOf(text), source, recordedBy, filedOn];
    transaction.write('complaint-insert', INSERT, values);
    if (contact !== undefined) transaction.write('complaint-contact-insert', INSERT_CONTACT, [id, tenant, contact]);
  }

  insertEvidence(transaction: Transaction, { id, tenant }: Pick<ComplaintRow, 'id' | 'tenant'>, link: EvidenceRow): void {
    const { number, sha256, description, addedBy, addedAt, previous, hash } = link;
    transaction.write('complaint-evidence-insert', INSERT_EVIDENCE, [id, number, tenant, sha256, description, addedBy, addedAt, previous, hash]);
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<ComplaintRow | undefined> {
    return (await prepared<ComplaintRow>(manager, 'complaint-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed complaint; undefined when its version is another by now */
  async move(manager: EntityManager, row: ComplaintRow): Promise<ComplaintRow | undefined> {
    const { id, version, state, receiver, referral, rejection, answer, programme } = row;
    const values = [id, version, state, receiver, json(referral), json(rejection), json(answer), programme];
    return (await prepared<ComplaintRow>(manager, 'complaint-move', MOVE, values)).rows[0];
  }

  /** A complaint's chain, from its first link. */
  async evidenceIn(manager: EntityManager, id: string): Promise<readonly EvidenceRow[]> {
    return (await prepared<EvidenceRow>(manager, 'complaint-evidence', EVIDENCE, [id])).rows;
  }

  async evidence(id: string): Promise<readonly EvidenceRow[]> {
    return await this.reader.read<EvidenceRow>('complaint-evidence', EVIDENCE, [id]);
  }

  /** Where a complainant can be reached. */
  async contact(tenant: string, id: string): Promise<string | undefined> {
    return (await this.reader.read<{ contact: string }>('complaint-contact', CONTACT, [id, tenant]))[0]?.contact;
  }

  async find(tenant: string, id: string): Promise<ComplaintRow | undefined> {
    return (await this.reader.read<ComplaintRow>('complaint-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. Few texts hold some words: they are looked for first, and the regions afterwards. */
  async list({ tenant, regions, state, receiver, creditCode, words, before, limit }: ComplaintFilter): Promise<readonly ComplaintRow[]> {
    const conditions = [...equal('state', state), ...equal('receiver', receiver), ...equal('credit_code', creditCode), ...holds(words)];
    const isSelective = words !== undefined || creditCode !== undefined;
    const within: readonly ListCondition[] = [...conditions, { name: 'regions', sql: 'o.region = ANY($::text[])', value: regions }];
    const { name, text, values } = isSelective
      ? listStatement('complaint', COLUMNS, { tenant, before, limit, conditions: within })
      : listStatement('complaint', COLUMNS, { tenant, regions, before, limit, conditions });
    return await this.reader.read<ComplaintRow>(name, text, values);
  }
}

function holds(words: string | undefined): readonly ListCondition[] {
  if (words === undefined) return [];
  const pattern = `%${words.toLowerCase().replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return [
    { name: 'grams', sql: 'o.text_grams @> $::text[]', value: gramsToFind(words) },
    { name: 'words', sql: 'lower(o.text) LIKE $', value: pattern },
  ];
}
