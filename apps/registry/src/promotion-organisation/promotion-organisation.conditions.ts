import type { PromotionOrganisationDetail } from '@jiqun/contracts';

/** One condition of a promotion organisation. */
export type PromotionCondition = PromotionOrganisationDetail['conditions'][number]['condition'];

/** What a jurisdiction's programme asks of a promotion organisation, with the clauses that ask it. */
export interface ConditionSet {
  /** Each has to be stated as met, with where that can be seen, or it is not registered. */
  readonly conditions: readonly { readonly condition: PromotionCondition; readonly clause: string }[];
  /** Asks that it was founded by leading enterprises, social groups or institutes. */
  readonly founders?: { readonly clause: string };
  /** Asks for a judgement whether it is in good order. */
  readonly judgement?: { readonly clause: string };
  /** Makes the locality guide, manage and supervise it. */
  readonly supervision?: { readonly clause: string };
  /** Wants its activities recorded. */
  readonly activities?: { readonly clause: string };
}

const noConditions: ConditionSet = { conditions: [] };

/**
 * The conditions of jl-amc-2024 and of xj-amc. They differ: Xinjiang asks for a third party founded under guidance and
 * nothing of profit. The credit record (AMC-3.c) is checked with the application, by who keeps the credit lists.
 */
const conditionSets: Readonly<Record<string, ConditionSet>> = {
  'CN-22': {
    conditions: [
      { condition: 'independent-legal-person', clause: 'AMC-3.a' },
      { condition: 'non-governmental', clause: 'AMC-3.a' },
      { condition: 'non-profit', clause: 'AMC-3.a' },
      { condition: 'registered-in-china', clause: 'AMC-3.a' },
    ],
    judgement: { clause: 'AMC-3.b' },
  },
  'CN-65': {
    conditions: [
      { condition: 'independent-legal-person', clause: 'XJ-3' },
      { condition: 'third-party', clause: 'XJ-3' },
      { condition: 'government-guidance', clause: 'XJ-3' },
    ],
    founders: { clause: 'XJ-3' },
    supervision: { clause: 'XJ-10' },
    activities: { clause: 'XJ-11' },
  },
};

/** What is asked in a jurisdiction. */
export function conditionsOf(tenant: string): ConditionSet {
  return conditionSets[tenant] ?? noConditions;
}

/** The conditions in words, for refusals. */
export const conditionTexts: Readonly<Record<PromotionCondition, string>> = {
  'independent-legal-person': '独立法人 / independent legal person',
  'non-governmental': '非政府 / non-governmental',
  'non-profit': '非营利 / non-profit',
  'registered-in-china': '在中华人民共和国境内注册 / registered in the PRC',
  'third-party': '第三方组织 / third party',
  'government-guidance': '政府指导或引导 / under government guidance',
};
