import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of a registered object: the whole object before and after, who, when and why. Only ever added. */
@Entity({ name: 'register_change' })
export class RegisterChange {
  @PrimaryColumn('text') noun!: string;
  @PrimaryColumn('uuid', { name: 'object_id' }) objectId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') tenant!: string;
  @Column('text') action!: string;
  @Column('text') person!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('date', { name: 'recorded_on' }) recordedOn!: string;
  @Column('jsonb', { nullable: true }) before!: object | null;
  @Column('jsonb') after!: object;
}
