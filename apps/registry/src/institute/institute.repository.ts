import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type ListRequest, listStatement } from '../filtered-list.js';
import { gramsOf } from '../name-grams.js';
import type { Institute } from './institute.entity.js';

const COLUMNS = `o.id, o.tenant, o.credit_code AS "creditCode", o.name, o.name_en AS "nameEn", o.region, o.kind, o.state, o.version`;
const INSERT = `
  INSERT INTO institute (id, tenant, credit_code, name, name_en, name_grams, region, kind, state, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, credit_code) DO NOTHING`;
const LOCK = `SELECT ${COLUMNS} FROM institute o WHERE o.id = $1 FOR UPDATE`;
const FIND = `SELECT ${COLUMNS} FROM institute o WHERE o.id = $1`;
const UPDATE = `
  UPDATE institute SET name = $3, name_en = $4, name_grams = $5, region = $6, kind = $7, state = $8, version = version + 1
  WHERE id = $1 AND version = $2`;

/** All queries about institutes. */
@Injectable()
export class InstituteRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the tenant has the credit code already */
  async insert(manager: EntityManager, { id, tenant, creditCode, name, nameEn, region, kind, state, version }: Institute): Promise<boolean> {
    const values = [id, tenant, creditCode, name, nameEn, gramsOf(name), region, kind, state, version];
    return (await prepared(manager, 'institute-insert', INSERT, values)).rowCount === 1;
  }

  /** The institute, locked until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<Institute | undefined> {
    return (await prepared<Institute>(manager, 'institute-lock', LOCK, [id])).rows[0];
  }

  async find(id: string): Promise<Institute | undefined> {
    return (await this.reader.read<Institute>('institute-find', FIND, [id]))[0];
  }

  /** Under its lock. @param expected the version that it has now */
  async update(manager: EntityManager, { id, name, nameEn, region, kind, state }: Institute, expected: number): Promise<void> {
    const values = [id, expected, name, nameEn, gramsOf(name), region, kind, state];
    const { rowCount } = await prepared(manager, 'institute-update', UPDATE, values);
    if (rowCount !== 1) throw new Error(`The institute ${id} changed under its lock`);
  }

  /** Newest first. */
  async list(request: ListRequest): Promise<readonly Institute[]> {
    const { name, text, values } = listStatement('institute', COLUMNS, request);
    return await this.reader.read<Institute>(name, text, values);
  }
}
