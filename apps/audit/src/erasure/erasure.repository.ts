import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ErasureRow } from './erasure.entity.js';

interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly state: ErasureRow['state'];
  readonly version: number;
  readonly person_reference: string | null;
  readonly leaf_index: string | null;
  readonly proposed_by: string;
  readonly proposed_for: string | null;
  readonly proposed_at: Date;
  readonly settled_at: Date | null;
  readonly erased_leaves: string | null;
}

const FIND = `SELECT * FROM erasure WHERE id = $1`;
const INSERT = `
  INSERT INTO erasure (id, tenant, state, version, person_reference, leaf_index, proposed_by, proposed_for, proposed_at)
  VALUES ($1, $2, 'proposed', 1, $3, $4, $5, $6, $7)`;
const SETTLE = `
  UPDATE erasure SET state = $3, version = version + 1, settled_by = $4, settled_at = $5, erased_leaves = $6
  WHERE id = $1 AND version = $2`;
const HAS_LEAF = `SELECT FROM log_leaf WHERE index = $1 AND tenant = $2`;

// A person's leaves are found by the keyed hash, which goes with the values: after it nothing leads from person to leaf.
const ERASE_PERSON = `
  WITH found AS (DELETE FROM log_reference WHERE kind = 'person' AND value = $1 AND tenant = $2 RETURNING leaf_index),
    erased AS (DELETE FROM log_secret WHERE leaf_index IN (SELECT leaf_index FROM found) RETURNING leaf_index)
  SELECT count(DISTINCT leaf_index)::text AS leaves FROM erased`;
const ERASE_LEAF = `
  WITH found AS (DELETE FROM log_reference WHERE kind = 'person' AND leaf_index = $1 AND tenant = $2),
    erased AS (DELETE FROM log_secret WHERE leaf_index = $1 RETURNING leaf_index)
  SELECT count(DISTINCT leaf_index)::text AS leaves FROM erased`;

/** All queries about erasures, and the erasing itself. */
@Injectable()
export class ErasureRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async find(id: string): Promise<ErasureRow | undefined> {
    return (await this.reader.read<Row>('erasure-find', FIND, [id])).map(erasureOf)[0];
  }

  async findIn(manager: EntityManager, id: string): Promise<ErasureRow | undefined> {
    return (await prepared<Row>(manager, 'erasure-find', FIND, [id])).rows.map(erasureOf)[0];
  }

  async insert(manager: EntityManager, row: ErasureRow): Promise<void> {
    const { id, tenant, personReference, leafIndex, proposedBy, proposedFor, proposedAt } = row;
    await prepared(manager, 'erasure-insert', INSERT, [id, tenant, personReference ?? null, leafIndex ?? null, proposedBy, proposedFor ?? null, proposedAt]);
  }

  /** @returns whether the erasure still had the version */
  async settle(manager: EntityManager, { id, version }: ErasureRow, to: Pick<ErasureRow, 'state' | 'settledAt' | 'erasedLeaves'>, by: string): Promise<boolean> {
    const { rowCount } = await prepared(manager, 'erasure-settle', SETTLE, [id, version, to.state, by, to.settledAt ?? null, to.erasedLeaves ?? null]);
    return rowCount === 1;
  }

  /** Whether the jurisdiction has the leaf. */
  async hasLeaf(manager: EntityManager, tenant: string, index: number): Promise<boolean> {
    return (await prepared(manager, 'erasure-leaf', HAS_LEAF, [index, tenant])).rowCount === 1;
  }

  /** Erases the values of a person or of a leaf. @returns of how many leaves */
  async erase(manager: EntityManager, { tenant, personReference, leafIndex }: ErasureRow): Promise<number> {
    const { rows } =
      personReference === undefined
        ? await prepared<{ leaves: string }>(manager, 'erasure-of-leaf', ERASE_LEAF, [leafIndex, tenant])
        : await prepared<{ leaves: string }>(manager, 'erasure-of-person', ERASE_PERSON, [personReference, tenant]);
    return Number(rows[0]?.leaves ?? 0);
  }
}

function erasureOf({ person_reference: personReference, leaf_index: leafIndex, ...row }: Row): ErasureRow {
  return {
    id: row.id,
    tenant: row.tenant,
    state: row.state,
    version: row.version,
    ...(personReference === null ? {} : { personReference }),
    ...(leafIndex === null ? {} : { leafIndex: Number(leafIndex) }),
    proposedBy: row.proposed_by,
    ...(row.proposed_for === null ? {} : { proposedFor: row.proposed_for }),
    proposedAt: row.proposed_at,
    ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
    ...(row.erased_leaves === null ? {} : { erasedLeaves: Number(row.erased_leaves) }),
  };
}
