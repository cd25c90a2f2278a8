import type { Support as SupportAnswer, SupportWithHistory } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A support granted to a cluster. The amount is in fen, as text: a bigint column. */
@Entity({ name: 'support' })
export class Support {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('uuid', { name: 'title_id' }) titleId!: string;
  @Column('text') programme!: string;
  @Column('text') region!: string;
  @Column('text') clause!: string;
  @Column('text') kind!: SupportAnswer['kind'];
  @Column('bigint', { name: 'amount_fen', nullable: true }) amountFen!: string | null;
  @Column('text', { name: 'beneficiary_code', nullable: true }) beneficiaryCode!: string | null;
  @Column('text', { name: 'beneficiary_name', nullable: true }) beneficiaryName!: string | null;
  @Column('date', { name: 'granted_on' }) grantedOn!: string;
  @Column('jsonb') document!: SupportAnswer['document'];
  @Column('text') description!: string;
  @Column('text') state!: SupportAnswer['state'];
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** What was done to a support: only ever added. */
@Entity({ name: 'support_change' })
export class SupportChange {
  @PrimaryColumn('bigint') position!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'support_id' }) supportId!: string;
  @Column('text') kind!: SupportWithHistory['history'][number]['kind'];
  @Column('jsonb') before!: Record<string, unknown>;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text') person!: string;
}
