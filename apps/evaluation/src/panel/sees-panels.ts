import { panelOrganisers, type Caller } from '@jiqun/contracts';

/** Whether somebody sees all panels of the tenant, and their members. */
export const seesPanels = ({ grants }: Caller): boolean => grants.some(({ role }) => role === 'auditor' || panelOrganisers.includes(role));
