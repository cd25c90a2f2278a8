import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PayeeAccount } from './payee-account.entity.js';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const COLUMNS = `
  id, tenant, credit_code AS "creditCode", name, bank, masked_number AS "maskedNumber", payee_ref AS "payeeRef", region, state, version,
  proposed_by AS "proposedBy", proposed_client AS "proposedClient", proposed_at AS "proposedAt", verified_by AS "verifiedBy", verified_at AS "verifiedAt",
  retired_by AS "retiredBy", reason`;
const INSERT = `
  INSERT INTO payee_account (id, tenant, credit_code, name, bank, masked_number, payee_ref, region, state, proposed_by, proposed_client, proposed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10, $11) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const UPDATE = `
  UPDATE payee_account SET state = $3, verified_by = $4, verified_at = $5, retired_by = $6, reason = $7, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM payee_account WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const IN_USE = `SELECT ${COLUMNS} FROM payee_account WHERE tenant = $1 AND credit_code = $2 AND state = 'verified' FOR SHARE`;
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS place (region) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM payee_account
    WHERE tenant = $1 AND region = place.region AND id < $3::uuid AND ($5::text IS NULL OR state = $5)
    ORDER BY id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const LIST_OF_ENTERPRISE = `
  SELECT ${COLUMNS} FROM payee_account
  WHERE tenant = $1 AND region = ANY($2::text[]) AND id < $3::uuid AND ($5::text IS NULL OR state = $5) AND credit_code = $6 ORDER BY id DESC LIMIT $4`;

/** Which entries. */
export interface PayeeAccountFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly creditCode: string | undefined;
  readonly state: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about payees' accounts. */
@Injectable()
export class PayeeAccountRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the register's reference is entered for the enterprise already */
  async insert(manager: EntityManager, row: PayeeAccount): Promise<PayeeAccount | undefined> {
    const { id, tenant, creditCode, name, bank, maskedNumber, payeeRef, region, proposedBy, proposedClient, proposedAt } = row;
    const values = [id, tenant, creditCode, name, bank, maskedNumber, payeeRef, region, proposedBy, proposedClient, proposedAt];
    return (await prepared<PayeeAccount>(manager, 'payee-account-insert', INSERT, values)).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async update(manager: EntityManager, row: PayeeAccount): Promise<PayeeAccount | undefined> {
    const { id, version, state, verifiedBy, verifiedAt, retiredBy, reason } = row;
    return (await prepared<PayeeAccount>(manager, 'payee-account-update', UPDATE, [id, version, state, verifiedBy, verifiedAt, retiredBy, reason])).rows[0];
  }

  async find(id: string): Promise<PayeeAccount | undefined> {
    return (await this.reader.read<PayeeAccount>('payee-account-find', FIND, [id]))[0];
  }

  /** The entry, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<PayeeAccount | undefined> {
    return (await prepared<PayeeAccount>(manager, 'payee-account-lock', LOCK, [id])).rows[0];
  }

  /** The one account to which an enterprise is paid; it is not retired before the transaction ends. */
  async inUse(manager: EntityManager, tenant: string, creditCode: string): Promise<PayeeAccount | undefined> {
    return (await prepared<PayeeAccount>(manager, 'payee-account-in-use', IN_USE, [tenant, creditCode])).rows[0];
  }

  /** Newest first. */
  async list({ tenant, regions, creditCode, state, before, limit }: PayeeAccountFilter): Promise<readonly PayeeAccount[]> {
    const values = [tenant, regions, before ?? BEHIND_ALL, limit, state ?? null];
    if (creditCode === undefined) return await this.reader.read<PayeeAccount>('payee-account-list', LIST, values);
    return await this.reader.read<PayeeAccount>('payee-account-list-enterprise', LIST_OF_ENTERPRISE, [...values, creditCode]);
  }
}
