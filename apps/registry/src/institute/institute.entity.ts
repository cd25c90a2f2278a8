import type { Institute as InstituteAnswer } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An institute as it stands today. `version` counts its changes. */
@Entity({ name: 'institute' })
export class Institute {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('text', { name: 'credit_code' }) creditCode!: InstituteAnswer['creditCode'];
  @Column('text') name!: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn!: string | null;
  @Column('text') region!: InstituteAnswer['region'];
  @Column('text') kind!: InstituteAnswer['kind'];
  @Column('text') state!: InstituteAnswer['state'];
  @Column('integer') version!: number;
}
