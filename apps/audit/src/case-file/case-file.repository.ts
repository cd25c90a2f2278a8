import type { ServiceName } from '@jiqun/contracts';
import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { RecordKind, ReferenceKind } from '../log/log.entity.js';

/** Which leaves a case file has. */
export interface CaseFileFilter {
  readonly tenant: string;
  readonly kind: ReferenceKind;
  readonly value: string;
  /** Only leaves of these regions; absent for a whole jurisdiction, which has leaves of no region as well. */
  readonly regions?: readonly string[];
  readonly refused?: boolean;
  /** The index behind which the page begins. */
  readonly after: number;
  readonly limit: number;
}

/** A leaf of a case file, with the values that it commits to and that were not erased. */
export interface CaseFileRow {
  readonly index: number;
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly recordedAt: Date;
  readonly text: string;
  /** By field, as JSON. */
  readonly secrets: Readonly<Record<string, string>>;
}

interface Row {
  readonly index: string;
  readonly service: ServiceName;
  readonly kind: RecordKind;
  readonly recorded_at: Date;
  readonly leaf: Buffer;
  readonly secrets: Readonly<Record<string, string>> | null;
}

/** The ids of a payment and of all that hangs on it; the step from id to id goes through the events that name both. */
const PAYMENTS = `
  WITH RECURSIVE linked (value) AS (
    SELECT $2::text
    UNION
    SELECT other.value FROM linked
    JOIN log_reference AS one ON one.kind = $1 AND one.value = linked.value AND one.tenant = $3
    JOIN log_reference AS other ON other.leaf_index = one.leaf_index AND other.kind = $1 AND other.kind IN ('person', 'money')
  ), wanted AS (SELECT value FROM linked LIMIT 500)`;
const ITSELF = `WITH wanted AS (SELECT $2::text AS value)`;

const pageOf = (wanted: string): string => `
  ${wanted}
  SELECT page.index::text AS index, page.service, page.kind, page.recorded_at, page.leaf,
    (SELECT json_object_agg(field, log_secret.value) FROM log_secret WHERE leaf_index = page.index) AS secrets
  FROM (
    SELECT DISTINCT log_leaf.index FROM wanted
    JOIN log_reference ON log_reference.kind = $1 AND log_reference.value = wanted.value AND log_reference.tenant = $3 AND leaf_index > $4
    JOIN log_leaf ON log_leaf.index = leaf_index
    WHERE ($5::text[] IS NULL OR region = ANY ($5)) AND ($6::boolean IS NULL OR refused = $6)
    ORDER BY log_leaf.index LIMIT $7
  ) AS chosen JOIN log_leaf AS page ON page.index = chosen.index ORDER BY chosen.index`;

const READ = pageOf(ITSELF);
const READ_PAYMENTS = pageOf(PAYMENTS);

/** All queries about case files. */
@Injectable()
export class CaseFileRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Leaves about a subject, oldest first. */
  async read({ tenant, kind, value, regions, refused, after, limit }: CaseFileFilter): Promise<readonly CaseFileRow[]> {
    const [name, text] = kind === 'money' ? ['case-file-payments', READ_PAYMENTS] : ['case-file', READ];
    const rows = await this.reader.read<Row>(name, text, [kind, value, tenant, after, regions ?? null, refused ?? null, limit]);
    return rows.map(({ index, recorded_at: recordedAt, leaf, secrets, ...row }) => ({
      ...row, index: Number(index), recordedAt, text: leaf.toString('utf8'), secrets: secrets ?? {},
    }));
  }
}
