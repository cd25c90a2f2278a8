import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type ListRequest, listStatement } from '../filtered-list.js';
import { gramsOf } from '../name-grams.js';
import type { PromotionOrganisation, WholePromotionOrganisation } from './promotion-organisation.entity.js';

const COLUMNS = `
  o.id, o.tenant, o.credit_code AS "creditCode", o.name, o.name_en AS "nameEn", o.region, o.founders, o.conditions, o.state, o.judgement, o.version`;
const INSERT = `
  INSERT INTO promotion_organisation (id, tenant, credit_code, name, name_en, name_grams, region, founders, conditions, state, judgement, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11::jsonb, $12) ON CONFLICT (tenant, credit_code) DO NOTHING`;
const LOCK = `SELECT 1 FROM promotion_organisation WHERE id = $1 FOR UPDATE`;
const HOLD = `SELECT ${COLUMNS} FROM promotion_organisation o WHERE o.id = $1 FOR SHARE`;
const FIND = `SELECT ${COLUMNS} FROM promotion_organisation o WHERE o.id = $1`;
const WHOLE = `
  SELECT ${COLUMNS}, ARRAY(
    SELECT r.person FROM promotion_organisation_representative r WHERE r.organisation_id = o.id AND r.removed_at IS NULL ORDER BY r.person COLLATE "C"
  ) AS representatives
  FROM promotion_organisation o WHERE o.id = $1`;
const UPDATE = `
  UPDATE promotion_organisation SET name = $3, name_en = $4, name_grams = $5, region = $6, founders = $7::jsonb, state = $8, judgement = $9::jsonb,
    version = version + 1
  WHERE id = $1 AND version = $2`;
const APPOINT = `
  INSERT INTO promotion_organisation_representative (organisation_id, person, tenant, appointed_at, appointed_by) VALUES ($1, $2, $3, $4, $5)`;
const REMOVE = `
  UPDATE promotion_organisation_representative SET removed_at = $3 WHERE organisation_id = $1 AND person = $2 AND removed_at IS NULL`;
const REPRESENTED = `
  SELECT ${COLUMNS} FROM promotion_organisation_representative r JOIN promotion_organisation o ON o.id = r.organisation_id
  WHERE r.tenant = $1 AND r.person = $2 AND r.removed_at IS NULL AND o.state = 'registered' ORDER BY o.id LIMIT 200`;
const REPRESENTS = `
  SELECT 1 FROM promotion_organisation_representative WHERE tenant = $1 AND person = $2 AND organisation_id = $3 AND removed_at IS NULL`;

/** All queries about promotion organisations and who acts for them. */
@Injectable()
export class PromotionOrganisationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the tenant has the credit code already */
  async insert(manager: EntityManager, organisation: PromotionOrganisation): Promise<boolean> {
    const { id, tenant, creditCode, name, nameEn, region, founders, conditions, state, judgement, version } = organisation;
    const parts = [JSON.stringify(founders), JSON.stringify(conditions), state, textOf(judgement), version];
    return (await prepared(manager, 'promotion-organisation-insert', INSERT, [id, tenant, creditCode, name, nameEn, gramsOf(name), region, ...parts])).rowCount === 1;
  }

  /** The organisation, locked until the transaction ends. Read after the lock, so that its representatives are no older than it. */
  async lock(manager: EntityManager, id: string): Promise<WholePromotionOrganisation | undefined> {
    if ((await prepared(manager, 'promotion-organisation-lock', LOCK, [id])).rowCount === 0) return undefined;
    return (await prepared<WholePromotionOrganisation>(manager, 'promotion-organisation-whole', WHOLE, [id])).rows[0];
  }

  /** The organisation, which until the transaction ends nobody changes; others may hold it too. */
  async hold(manager: EntityManager, id: string): Promise<PromotionOrganisation | undefined> {
    return (await prepared<PromotionOrganisation>(manager, 'promotion-organisation-hold', HOLD, [id])).rows[0];
  }

  async find(id: string): Promise<PromotionOrganisation | undefined> {
    return (await this.reader.read<PromotionOrganisation>('promotion-organisation-find', FIND, [id]))[0];
  }

  async findWhole(id: string): Promise<WholePromotionOrganisation | undefined> {
    return (await this.reader.read<WholePromotionOrganisation>('promotion-organisation-whole', WHOLE, [id]))[0];
  }

  /** Under its lock. @param expected the version that it has now */
  async update(manager: EntityManager, organisation: PromotionOrganisation, expected: number): Promise<void> {
    const { id, name, nameEn, region, founders, state, judgement } = organisation;
    const values = [id, expected, name, nameEn, gramsOf(name), region, JSON.stringify(founders), state, textOf(judgement)];
    const { rowCount } = await prepared(manager, 'promotion-organisation-update', UPDATE, values);
    if (rowCount !== 1) throw new Error(`The promotion organisation ${id} changed under its lock`);
  }

  async appoint(transaction: Transaction, { id, tenant }: PromotionOrganisation, person: string): Promise<void> {
    const { manager, now, call } = transaction;
    await prepared(manager, 'promotion-organisation-appoint', APPOINT, [id, person, tenant, now, call.caller.person]);
  }

  async remove({ manager, now }: Transaction, { id }: PromotionOrganisation, person: string): Promise<void> {
    await prepared(manager, 'promotion-organisation-remove', REMOVE, [id, person, now]);
  }

  /** The registered organisations that a person may act for, oldest first. */
  async representedBy(tenant: string, person: string): Promise<readonly PromotionOrganisation[]> {
    return await this.reader.read<PromotionOrganisation>('promotion-organisation-represented', REPRESENTED, [tenant, person]);
  }

  /** Whether a person may act for an organisation. @param manager that of the transaction that depends on it */
  async isRepresentedBy(tenant: string, person: string, id: string, manager?: EntityManager): Promise<boolean> {
    const values = [tenant, person, id];
    if (manager === undefined) return (await this.reader.read('promotion-organisation-represents', REPRESENTS, values)).length > 0;
    return (await prepared(manager, 'promotion-organisation-represents', REPRESENTS, values)).rowCount === 1;
  }

  /** Newest first. */
  async list(request: ListRequest): Promise<readonly PromotionOrganisation[]> {
    const { name, text, values } = listStatement('promotion_organisation', COLUMNS, request);
    return await this.reader.read<PromotionOrganisation>(name, text, values);
  }
}

const textOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
