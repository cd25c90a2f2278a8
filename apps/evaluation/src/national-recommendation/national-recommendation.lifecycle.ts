import type { NationalRecommendation } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done with a recommendation. */
export type NationalRecommendationAction = 'waive' | 'submit' | 'accept' | 'refuse' | 'drop';

/** From the draft to what the ministry decided, which is recorded with its document (AMC-5.a). */
export const nationalRecommendationLifecycle: Lifecycle<NationalRecommendation['state'], NationalRecommendationAction> = {
  drafted: { waive: { target: 'drafted' }, submit: { target: 'submitted' }, drop: { target: 'dropped' } },
  submitted: { accept: { target: 'accepted' }, refuse: { target: 'refused' } },
  accepted: {},
  refused: {},
  dropped: {},
};
