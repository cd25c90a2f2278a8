import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type ListRequest, listStatement } from '../filtered-list.js';
import { gramsOf } from '../name-grams.js';
import type { Enterprise, Ownership, Qualification, WholeEnterprise } from './enterprise.entity.js';

const COLUMNS = `
  o.id, o.tenant, o.credit_code AS "creditCode", o.name, o.name_en AS "nameEn", o.region, o.industry, o.scale, o.state, o.version`;
const INSERT = `
  INSERT INTO enterprise (id, tenant, credit_code, name, name_en, name_grams, region, industry, scale, state, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant, credit_code) DO NOTHING`;
const LOCK = `SELECT 1 FROM enterprise WHERE id = $1 FOR UPDATE`;
const WHOLE = `
  SELECT ${COLUMNS},
    COALESCE((
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('qualificationId', q.id, 'kind', q.kind, 'certificateNumber', q.certificate_number,
        'validFrom', q.valid_from, 'validThrough', q.valid_through, 'source', q.source)) ORDER BY q.valid_from, q.id)
      FROM enterprise_qualification q WHERE q.enterprise_id = o.id AND NOT q.struck), '[]') AS qualifications,
    COALESCE((
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('ownershipId', s.id, 'ownerCode', s.owner_code,
        'sharePercent', trim_scale(s.share_percent)::text, 'ownedFrom', s.owned_from, 'ownedThrough', s.owned_through)) ORDER BY s.owned_from, s.id)
      FROM enterprise_owner s WHERE s.enterprise_id = o.id AND NOT s.struck), '[]') AS owners
  FROM enterprise o WHERE o.id = $1`;
const UPDATE = `
  UPDATE enterprise SET name = $3, name_en = $4, name_grams = $5, region = $6, industry = $7, scale = $8, state = $9, version = version + 1
  WHERE id = $1 AND version = $2`;
const INSERT_QUALIFICATION = `
  INSERT INTO enterprise_qualification (id, enterprise_id, tenant, kind, certificate_number, valid_from, valid_through, source)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const UPDATE_QUALIFICATION = `
  UPDATE enterprise_qualification SET kind = $3, certificate_number = $4, valid_from = $5, valid_through = $6, source = $7, struck = $8
  WHERE id = $1 AND enterprise_id = $2`;
const INSERT_OWNER = `
  INSERT INTO enterprise_owner (id, enterprise_id, tenant, owned_code, owner_code, share_percent, owned_from, owned_through)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const UPDATE_OWNER = `
  UPDATE enterprise_owner SET owner_code = $3, share_percent = $4, owned_from = $5, owned_through = $6, struck = $7
  WHERE id = $1 AND enterprise_id = $2`;
/** Of the regions given, and of a cluster's members on the day when there is one. GROUPING SETS: each enterprise once in all, and once a kind. */
const COUNT = `
  SELECT q.kind, count(DISTINCT q.enterprise_id)::integer AS enterprises
  FROM enterprise_qualification q JOIN enterprise o ON o.id = q.enterprise_id
  WHERE q.tenant = $1 AND q.kind = ANY($2::text[]) AND NOT q.struck AND q.valid_from <= $3 AND (q.valid_through IS NULL OR q.valid_through >= $3)
    AND o.region = ANY($4::text[])
    AND ($5::uuid IS NULL OR EXISTS (
      SELECT 1 FROM cluster_member m WHERE m.cluster_id = $5 AND m.tenant = q.tenant AND m.credit_code = o.credit_code
        AND m.from_on <= $3 AND (m.through_on IS NULL OR m.through_on >= $3)))
  GROUP BY GROUPING SETS ((), (q.kind))`;

/** How many enterprises hold any of some kinds on a day; `kind` is null for all kinds together. */
export interface KindCount {
  readonly kind: Qualification['kind'] | null;
  readonly enterprises: number;
}

/** Which enterprises are counted. */
export interface CountRequest {
  readonly tenant: string;
  readonly kinds: readonly Qualification['kind'][];
  readonly asOf: string;
  readonly regions: readonly string[];
  readonly clusterId?: string | undefined;
}

/** All queries about enterprises. */
@Injectable()
export class EnterpriseRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the tenant has the credit code already */
  async insert(manager: EntityManager, enterprise: Enterprise): Promise<boolean> {
    const { id, tenant, creditCode, name, nameEn, region, industry, scale, state, version } = enterprise;
    const values = [id, tenant, creditCode, name, nameEn, gramsOf(name), region, industry, scale, state, version];
    return (await prepared(manager, 'enterprise-insert', INSERT, values)).rowCount === 1;
  }

  /** The enterprise, locked until the transaction ends. Read after the lock, so that what belongs to it is no older than it. */
  async lock(manager: EntityManager, id: string): Promise<WholeEnterprise | undefined> {
    if ((await prepared(manager, 'enterprise-lock', LOCK, [id])).rowCount === 0) return undefined;
    return (await prepared<WholeEnterprise>(manager, 'enterprise-whole', WHOLE, [id])).rows[0];
  }

  async find(id: string): Promise<WholeEnterprise | undefined> {
    return (await this.reader.read<WholeEnterprise>('enterprise-whole', WHOLE, [id]))[0];
  }

  /** Under its lock. @param expected the version that it has now */
  async update(manager: EntityManager, enterprise: Enterprise, expected: number): Promise<void> {
    const { id, name, nameEn, region, industry, scale, state } = enterprise;
    const values = [id, expected, name, nameEn, gramsOf(name), region, industry, scale, state];
    const { rowCount } = await prepared(manager, 'enterprise-update', UPDATE, values);
    if (rowCount !== 1) throw new Error(`The enterprise ${id} changed under its lock`);
  }

  async insertQualification(manager: EntityManager, { id, tenant }: Enterprise, qualification: Qualification): Promise<void> {
    const { qualificationId, kind, certificateNumber, validFrom, validThrough, source } = qualification;
    const values = [qualificationId, id, tenant, kind, certificateNumber ?? null, validFrom, validThrough ?? null, source];
    await prepared(manager, 'enterprise-qualification-insert', INSERT_QUALIFICATION, values);
  }

  async updateQualification(manager: EntityManager, { id }: Enterprise, qualification: Qualification, struck: boolean): Promise<void> {
    const { qualificationId, kind, certificateNumber, validFrom, validThrough, source } = qualification;
    const values = [qualificationId, id, kind, certificateNumber ?? null, validFrom, validThrough ?? null, source, struck];
    await prepared(manager, 'enterprise-qualification-update', UPDATE_QUALIFICATION, values);
  }

  async insertOwner(manager: EntityManager, { id, tenant, creditCode }: Enterprise, ownership: Ownership): Promise<void> {
    const { ownershipId, ownerCode, sharePercent, ownedFrom, ownedThrough } = ownership;
    const values = [ownershipId, id, tenant, creditCode, ownerCode, sharePercent, ownedFrom, ownedThrough ?? null];
    await prepared(manager, 'enterprise-owner-insert', INSERT_OWNER, values);
  }

  async updateOwner(manager: EntityManager, { id }: Enterprise, ownership: Ownership, struck: boolean): Promise<void> {
    const { ownershipId, ownerCode, sharePercent, ownedFrom, ownedThrough } = ownership;
    await prepared(manager, 'enterprise-owner-update', UPDATE_OWNER, [ownershipId, id, ownerCode, sharePercent, ownedFrom, ownedThrough ?? null, struck]);
  }

  /** Newest first. */
  async list(request: ListRequest): Promise<readonly Enterprise[]> {
    const { name, text, values } = listStatement('enterprise', COLUMNS, request);
    return await this.reader.read<Enterprise>(name, text, values);
  }

  async countQualified({ tenant, kinds, asOf, regions, clusterId }: CountRequest): Promise<readonly KindCount[]> {
    return await this.reader.read<KindCount>('enterprise-count-qualified', COUNT, [tenant, kinds, asOf, regions, clusterId ?? null]);
  }
}
