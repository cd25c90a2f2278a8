import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ArrangementRow } from './calendar.entity.js';

const INSERT = `
  INSERT INTO arrangement (id, number, tenant, year, source, sha256, reason, installed_at, installed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const ALL = `
  SELECT id, number, tenant, year, source, sha256, reason, installed_at AS "installedAt", installed_by AS "installedBy" FROM arrangement ORDER BY number`;
const COUNT = `SELECT count(*)::integer AS count FROM arrangement`;
// Who counts days by the calendar shares it; who installs has it alone: no period is counted by the old one and stored behind the new one.
const SHARE = `SELECT pg_advisory_xact_lock_shared(hashtextextended('arrangement', 0))`;
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('arrangement', 0))`;

/** All queries about installed holiday arrangements. */
@Injectable()
export class CalendarRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async count(): Promise<number> {
    return (await this.reader.read<{ count: number }>('arrangement-count', COUNT, []))[0]?.count ?? 0;
  }

  /** In the order of installation. */
  async all(): Promise<readonly ArrangementRow[]> {
    return await this.reader.read<ArrangementRow>('arrangement-all', ALL, []);
  }

  /** All of them, and none is installed until the transaction ends. */
  async share(manager: EntityManager): Promise<readonly ArrangementRow[]> {
    await prepared(manager, 'arrangement-share', SHARE, []);
    return (await prepared<ArrangementRow>(manager, 'arrangement-all', ALL, [])).rows;
  }

  /** All of them, and nobody counts by them or installs another until the transaction ends. */
  async lockAll(manager: EntityManager): Promise<readonly ArrangementRow[]> {
    await prepared(manager, 'arrangement-lock', LOCK, []);
    return (await prepared<ArrangementRow>(manager, 'arrangement-all', ALL, [])).rows;
  }

  async insert(manager: EntityManager, row: ArrangementRow): Promise<void> {
    const { id, number, tenant, year, source, sha256, reason, installedAt, installedBy } = row;
    await prepared(manager, 'arrangement-insert', INSERT, [id, number, tenant, year, source, sha256, reason, installedAt, installedBy]);
  }
}
