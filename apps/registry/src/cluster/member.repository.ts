import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ClusterMember } from './cluster.entity.js';

const COLUMNS = `
  id, tenant, cluster_id AS "clusterId", member_kind AS kind, credit_code AS "creditCode", role, from_on::text AS "fromOn", through_on::text AS "throughOn"`;
const INSERT = `
  INSERT INTO cluster_member (id, tenant, cluster_id, member_kind, credit_code, role, from_on, through_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const FIND = `SELECT ${COLUMNS} FROM cluster_member WHERE id = $1 AND cluster_id = $2`;
const OVERLAPPING = `
  SELECT ${COLUMNS} FROM cluster_member
  WHERE cluster_id = $1 AND credit_code = $2 AND id <> $3 AND daterange(from_on, through_on, '[]') && daterange($4::date, $5::date, '[]') LIMIT 1`;
const END = `UPDATE cluster_member SET through_on = $2 WHERE id = $1 RETURNING ${COLUMNS}`;
const ON_DAY = `($2::date IS NULL OR (from_on <= $2::date AND (through_on IS NULL OR through_on >= $2::date)))`;
const LIST = `
  SELECT ${COLUMNS} FROM cluster_member
  WHERE cluster_id = $1 AND ${ON_DAY} AND ($3::text IS NULL OR member_kind = $3) AND id > COALESCE($4::uuid, '00000000-0000-0000-0000-000000000000')
  ORDER BY id LIMIT $5`;
const ROLE = `
  SELECT role FROM cluster_member
  WHERE cluster_id = $1 AND credit_code = $3 AND member_kind = 'enterprise' AND from_on <= $2::date AND (through_on IS NULL OR through_on >= $2::date)`;
const COUNT = `
  SELECT (count(*) FILTER (WHERE member_kind = 'enterprise'))::integer AS enterprises, (count(*) FILTER (WHERE role = 'leading'))::integer AS leading,
    (count(*) FILTER (WHERE member_kind = 'institute'))::integer AS institutes
  FROM cluster_member WHERE cluster_id = $1 AND ${ON_DAY}`;

/** How many members a cluster has. */
export interface MemberCounts {
  readonly enterprises: number;
  readonly leading: number;
  readonly institutes: number;
}

/** All queries about the members of clusters. */
@Injectable()
export class MemberRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, { id, tenant, clusterId, kind, creditCode, role, fromOn, throughOn }: ClusterMember): Promise<void> {
    await prepared(manager, 'cluster-member-insert', INSERT, [id, tenant, clusterId, kind, creditCode, role, fromOn, throughOn]);
  }

  async find(manager: EntityManager, clusterId: string, id: string): Promise<ClusterMember | undefined> {
    return (await prepared<ClusterMember>(manager, 'cluster-member-find', FIND, [id, clusterId])).rows[0];
  }

  /** Another membership of the same organisation that has a day in common with this one. */
  async overlapping(manager: EntityManager, { id, clusterId, creditCode, fromOn, throughOn }: ClusterMember): Promise<ClusterMember | undefined> {
    const values = [clusterId, creditCode, id, fromOn, throughOn];
    return (await prepared<ClusterMember>(manager, 'cluster-member-overlapping', OVERLAPPING, values)).rows[0];
  }

  async end(manager: EntityManager, id: string, throughOn: string): Promise<ClusterMember> {
    return (await prepared<ClusterMember>(manager, 'cluster-member-end', END, [id, throughOn])).rows[0] as ClusterMember;
  }

  /** Members of a day, or all there ever were, in the order in which they were recorded. @param after the last id of the page before */
  async list(
    clusterId: string,
    filter: { readonly asOf?: string | undefined; readonly kind?: string | undefined },
    after: string | undefined,
    limit: number,
  ): Promise<readonly ClusterMember[]> {
    return await this.reader.read<ClusterMember>('cluster-member-list', LIST, [clusterId, filter.asOf ?? null, filter.kind ?? null, after ?? null, limit]);
  }

  /** The part of an enterprise in a cluster on a day, of which it has one at a time; undefined for one that is no member. */
  async roleOn(clusterId: string, creditCode: string, asOf: string): Promise<ClusterMember['role'] | undefined> {
    return (await this.reader.read<Pick<ClusterMember, 'role'>>('cluster-member-role', ROLE, [clusterId, asOf, creditCode]))[0]?.role;
  }

  async count(clusterId: string, asOf: string): Promise<MemberCounts> {
    const [counts] = await this.reader.read<MemberCounts & Record<string, number>>('cluster-member-count', COUNT, [clusterId, asOf]);
    return counts as MemberCounts;
  }
}
