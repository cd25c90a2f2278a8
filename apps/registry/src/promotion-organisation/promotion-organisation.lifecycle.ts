import type { Lifecycle } from '@jiqun/service-kit';

import type { PromotionOrganisation } from './promotion-organisation.entity.js';

/** What a supervising department can do about a promotion organisation. */
export type PromotionOrganisationAction = 'suspend' | 'resume' | 'dissolve';

/** The locality's department suspends, resumes and dissolves (XJ-10); while suspended nobody acts for it. */
export const promotionOrganisationLifecycle: Lifecycle<PromotionOrganisation['state'], PromotionOrganisationAction> = {
  registered: { suspend: { target: 'suspended', clause: 'XJ-10' }, dissolve: { target: 'dissolved' } },
  suspended: { resume: { target: 'registered', clause: 'XJ-10' }, dissolve: { target: 'dissolved' } },
  dissolved: {},
};
