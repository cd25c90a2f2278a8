import type { ClusterChange as ChangeAnswer, ClusterChangeReport as ReportAnswer, ClusterMember as MemberAnswer } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A cluster as it stands today. `version` counts its changes; `regions`, what it covers, has a table of its own. */
@Entity({ name: 'cluster' })
export class Cluster {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn!: string | null;
  @Column('text') region!: string;
  @Column('text', { name: 'lead_prefecture', nullable: true }) leadPrefecture!: string | null;
  @Column('numeric', { name: 'area_km2', nullable: true }) areaKm2!: string | null;
  @Column('text', { name: 'leading_industry' }) leadingIndustry!: string;
  @Column('text', { name: 'industry_code', nullable: true }) industryCode!: string | null;
  @Column('text', { name: 'operating_body_code', nullable: true }) operatingBodyCode!: string | null;
  @Column('text', { name: 'operating_body_name', nullable: true }) operatingBodyName!: string | null;
  @Column('uuid', { name: 'promotion_organisation_id', nullable: true }) promotionOrganisationId!: string | null;
  @Column('date') since!: string;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'registered_at' }) registeredAt!: Date;
  @Column('text', { name: 'registered_by' }) registeredBy!: string;
  regions!: string[];
}

/** One change of a cluster: only ever added. */
@Entity({ name: 'cluster_change' })
export class ClusterChange {
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') position!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('text') kind!: ChangeAnswer['kind'];
  @Column('jsonb') before!: Record<string, unknown>;
  @Column('jsonb') after!: Record<string, unknown>;
  @Column('date', { name: 'changed_on' }) changedOn!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text') person!: string;
  @Column('text') reason!: string;
}

/** A membership. `throughOn` is its last day; the only thing that changes. */
@Entity({ name: 'cluster_member' })
export class ClusterMember {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('text', { name: 'member_kind' }) kind!: MemberAnswer['kind'];
  @Column('text', { name: 'credit_code' }) creditCode!: string;
  @Column('text') role!: MemberAnswer['role'];
  @Column('date', { name: 'from_on' }) fromOn!: string;
  @Column('date', { name: 'through_on', nullable: true }) throughOn!: string | null;
}

/** The report that a major change asks for. */
@Entity({ name: 'cluster_change_report' })
export class ClusterChangeReport {
  @PrimaryColumn('uuid', { name: 'change_id' }) changeId!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('text') region!: string;
  @Column('text') clause!: string;
  @Column('date', { name: 'due_on' }) dueOn!: string;
  @Column('text') state!: ReportAnswer['state'];
  @Column('date', { name: 'reported_on', nullable: true }) reportedOn!: string | null;
  @Column('text', { name: 'reported_by', nullable: true }) reportedBy!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
}
