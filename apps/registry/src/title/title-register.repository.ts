import { Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { gramsToFind } from '../name-grams.js';
import type { Title } from './title.entity.js';

/** A title with the standing of the day that was asked for. */
const COLUMNS = `
  t.id, t.tenant, t.cluster_id AS "clusterId", t.cluster_name AS "clusterName", t.programme, t.policy_version AS "policyVersion", t.level, t.region,
  t.source, t.document, t.application_id AS "applicationId", t.recognised_on::text AS "recognisedOn", t.ends_with_term AS "endsWithTerm",
  t.plaque_number AS "plaqueNumber", t.plaque_awarded_on::text AS "plaqueAwardedOn", t.version, t.changed_on::text AS "changedOn",
  t.recorded_at AS "recordedAt", s.state, s.valid_through::text AS "validThrough"`;
const STANDING = (day: string): string =>
  `JOIN title_standing s ON s.title_id = t.id AND s.from_on <= ${day}::date AND (s.through_on IS NULL OR s.through_on >= ${day}::date)`;
const FIND = `SELECT ${COLUMNS} FROM title t ${STANDING('$2')} WHERE t.id = $1`;
const FILTER = `
  t.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AND ($6::text IS NULL OR t.programme = $6) AND ($7::text IS NULL OR t.level = $7)
  AND ($8::text IS NULL OR s.state = $8) AND ($9::date IS NULL OR s.valid_through >= $9) AND ($10::date IS NULL OR s.valid_through <= $10)`;

/** One page of each region's index, then the newest of them all: what is read does not grow with the table. */
const BY_REGION = `
  SELECT page.* FROM unnest($1::text[], $2::text[]) place (tenant, code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM title t ${STANDING('$5')}
    WHERE t.tenant = place.tenant AND t.region = place.code AND ${FILTER} ORDER BY t.id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const IN_PLACES = `EXISTS (SELECT 1 FROM unnest($1::text[], $2::text[]) place (tenant, code) WHERE place.tenant = t.tenant AND place.code = t.region)`;
const BY_CLUSTER = `
  SELECT ${COLUMNS} FROM title t ${STANDING('$5')}
  WHERE t.cluster_id = $11 AND ($12::text IS NULL OR strpos(lower(t.cluster_name), lower($12)) > 0) AND ${FILTER} AND ${IN_PLACES}
  ORDER BY t.id DESC LIMIT $4`;
const BY_NAME = `
  SELECT ${COLUMNS} FROM title t ${STANDING('$5')}
  WHERE t.name_grams @> $11::text[] AND strpos(lower(t.cluster_name), lower($12)) > 0 AND ${FILTER} AND ${IN_PLACES}
  ORDER BY t.id DESC LIMIT $4`;

/** Which titles of a list; state and last day are those of `asOf`. */
export interface TitleFilter {
  /** Regions with their tenants: only titles in them are found. */
  readonly places: readonly { readonly tenant: string; readonly code: string }[];
  readonly asOf: string;
  readonly nameContains?: string | undefined;
  readonly clusterId?: string | undefined;
  readonly programme?: string | undefined;
  readonly level?: string | undefined;
  readonly state?: string | undefined;
  readonly validThroughFrom?: string | undefined;
  readonly validThroughTo?: string | undefined;
}

/** What is read of titles. */
@Injectable()
export class TitleRegisterRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** The title as of a day; undefined when there was none. */
  async find(id: string, asOf: string): Promise<Title | undefined> {
    return (await this.reader.read<Title>('title-find', FIND, [id, asOf]))[0];
  }

  /** Newest first. @param before the last id of the page before */
  async list(filter: TitleFilter, before: string | undefined, limit: number): Promise<readonly Title[]> {
    const { places, asOf, programme, level, state, validThroughFrom, validThroughTo, clusterId, nameContains } = filter;
    const where = [places.map(({ tenant }) => tenant), places.map(({ code }) => code), before ?? null, limit, asOf];
    const values = [...where, programme ?? null, level ?? null, state ?? null, validThroughFrom ?? null, validThroughTo ?? null];
    if (clusterId !== undefined) return await this.reader.read<Title>('title-list-by-cluster', BY_CLUSTER, [...values, clusterId, nameContains ?? null]);
    if (nameContains === undefined) return await this.reader.read<Title>('title-list-by-region', BY_REGION, values);
    return await this.reader.read<Title>('title-list-by-name', BY_NAME, [...values, gramsToFind(nameContains), nameContains]);
  }
}
