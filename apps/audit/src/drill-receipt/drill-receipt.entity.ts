import type { ServiceName } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That the audit has received the start of a service's drill. */
@Entity({ name: 'drill_receipt' })
export class DrillReceipt {
  @PrimaryColumn('text') service!: ServiceName;
  @PrimaryColumn('uuid', { name: 'drill_id' }) drillId!: string;
  @Column('text') tenant!: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
}
