import type { Activity as ActivityAnswer } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that a promotion organisation did. `version` counts its corrections. */
@Entity({ name: 'activity' })
export class Activity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') kind!: ActivityAnswer['kind'];
  @Column('date', { name: 'held_on' }) heldOn!: ActivityAnswer['heldOn'];
  @Column('text') title!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('integer') participants!: number;
  @Column('jsonb') partners!: ActivityAnswer['partners'];
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('integer') version!: number;
}
