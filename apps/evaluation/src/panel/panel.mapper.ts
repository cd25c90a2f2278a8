import { policyVersionSchema, type Panel as PanelAnswer, type PanelApplication as ApplicationAnswer, type Scoresheet as ScoresheetAnswer } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { CountedPanel, PanelApplication, PanelMember, SignedScoresheet } from './panel.entity.js';

/** A panel as the contract shows it, without its members. */
export function toPanelAnswer(panel: CountedPanel): Omit<PanelAnswer, 'members'> {
  const { id, callId, programme, step, field, size, reserves, isBlind, dropsExtremes, state, version, rounds, applications, cancelledReason } = panel;
  return {
    id,
    callId,
    programme,
    policyVersion: policyVersionSchema.parse(panel.policyVersion),
    step,
    ...(field === null ? {} : { field }),
    size,
    reserves,
    isBlind,
    dropsExtremes,
    state,
    version,
    rounds,
    applications,
    preparedAt: instantOf(panel.preparedAt),
    ...(cancelledReason === null ? {} : { cancelledReason }),
  };
}

/** A panel with its members, for who may know them. */
export function toWholePanel(panel: CountedPanel, members: readonly PanelMember[], submitted: ReadonlyMap<string, number>): PanelAnswer {
  return {
    ...toPanelAnswer(panel),
    members: members.map(({ expertId, code, seat, round, place, recusedReason }) => ({
      expertId,
      code,
      seat,
      round,
      place,
      ...(recusedReason === null ? {} : { recusedReason }),
      submitted: submitted.get(expertId) ?? 0,
    })),
  };
}

/** An application of a panel; to an expert of a blind one it is a number. */
export function toApplicationAnswer({ number, applicationId, clusterName }: PanelApplication, isHidden: boolean): ApplicationAnswer {
  return isHidden ? { number } : { number, applicationId, clusterName };
}

/** A scoresheet as the contract shows it. */
export function toScoresheetAnswer({ panelId, number, code, items, comment, state, version, sealedAt, seat }: SignedScoresheet): ScoresheetAnswer {
  return {
    panelId,
    number,
    code,
    items: [...items],
    ...(comment === null ? {} : { comment }),
    state,
    version,
    ...(sealedAt === null ? {} : { sealedAt: instantOf(sealedAt) }),
    isPutAside: seat === 'recused',
  };
}
