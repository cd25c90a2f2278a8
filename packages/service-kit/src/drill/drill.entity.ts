import type { Drill as DrillAnswer } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A drill as it is stored. `version` counts its changes. */
@Entity({ name: 'drill' })
export class Drill {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('text') note!: string;
  @Column('text') state!: DrillAnswer['state'];
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
}
