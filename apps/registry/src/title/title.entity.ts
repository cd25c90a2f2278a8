import type { Title as TitleAnswer, TitleDocument, TitleHistoryEntry } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A title as it stands today; what it was on other days is in its standings. */
@Entity({ name: 'title' })
export class Title {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('text', { name: 'cluster_name' }) clusterName!: string;
  @Column('text') programme!: string;
  @Column('text', { name: 'policy_version', nullable: true }) policyVersion!: string | null;
  @Column('text') level!: TitleAnswer['level'];
  @Column('text') region!: string;
  @Column('text') source!: TitleAnswer['source'];
  @Column('jsonb', { nullable: true }) document!: TitleDocument | null;
  @Column('uuid', { name: 'application_id', nullable: true }) applicationId!: string | null;
  @Column('date', { name: 'recognised_on' }) recognisedOn!: string;
  @Column('text') state!: TitleAnswer['state'];
  @Column('date', { name: 'valid_through', nullable: true }) validThrough!: string | null;
  @Column('boolean', { name: 'ends_with_term' }) endsWithTerm!: boolean;
  @Column('text', { name: 'plaque_number', nullable: true }) plaqueNumber!: string | null;
  @Column('date', { name: 'plaque_awarded_on', nullable: true }) plaqueAwardedOn!: string | null;
  @Column('integer') version!: number;
  @Column('date', { name: 'changed_on' }) changedOn!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** Something that happened to a title: only ever added, once for each kind and reference. */
@Entity({ name: 'title_change' })
export class TitleChange {
  @PrimaryColumn('bigint') position!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'title_id' }) titleId!: string;
  @Column('text') kind!: TitleHistoryEntry['kind'];
  /** What it belongs to: an application, a re-review, a revocation. */
  @Column('text') reference!: string;
  @Column('date', { name: 'happened_on' }) happenedOn!: string;
  @Column('jsonb') detail!: Readonly<Record<string, unknown>>;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text') person!: string;
}
