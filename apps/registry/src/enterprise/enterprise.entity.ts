import type { Enterprise as EnterpriseAnswer, EnterpriseDetail } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An enterprise as it stands today. `version` counts its changes. */
@Entity({ name: 'enterprise' })
export class Enterprise {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('text', { name: 'credit_code' }) creditCode!: EnterpriseAnswer['creditCode'];
  @Column('text') name!: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn!: string | null;
  @Column('text') region!: EnterpriseAnswer['region'];
  @Column('text') industry!: EnterpriseAnswer['industry'];
  @Column('text') scale!: EnterpriseAnswer['scale'];
  @Column('text') state!: EnterpriseAnswer['state'];
  @Column('integer') version!: number;
}

/** A qualification as the contract shows it. */
export type Qualification = EnterpriseDetail['qualifications'][number];

/** An organisation's share of an enterprise as the contract shows it. */
export type Ownership = EnterpriseDetail['owners'][number];

/** An enterprise with what belongs to it; what was struck out is not in it. */
export type WholeEnterprise = Enterprise & { readonly qualifications: readonly Qualification[]; readonly owners: readonly Ownership[] };
