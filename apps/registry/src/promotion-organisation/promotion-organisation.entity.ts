import type { PromotionOrganisation as OrganisationAnswer, PromotionOrganisationDetail } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A promotion organisation as it stands today. `version` counts its changes. */
@Entity({ name: 'promotion_organisation' })
export class PromotionOrganisation {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('text', { name: 'credit_code' }) creditCode!: OrganisationAnswer['creditCode'];
  @Column('text') name!: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn!: string | null;
  @Column('text') region!: OrganisationAnswer['region'];
  @Column('jsonb') founders!: PromotionOrganisationDetail['founders'];
  @Column('jsonb') conditions!: PromotionOrganisationDetail['conditions'];
  @Column('text') state!: OrganisationAnswer['state'];
  @Column('jsonb', { nullable: true }) judgement!: (PromotionOrganisationDetail['judgement'] & object) | null;
  @Column('integer') version!: number;
}

/** A promotion organisation with the people who may act for it. */
export type WholePromotionOrganisation = PromotionOrganisation & { readonly representatives: readonly string[] };
