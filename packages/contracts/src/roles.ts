/** Every role a grant can name; docs/glossary.md has the Chinese. The three administrators are kept apart on purpose. */
export const roles = [
  'promotion-organisation',
  'county-industry',
  'prefecture-industry',
  'province-industry',
  'county-finance',
  'prefecture-finance',
  'province-finance',
  'prefecture-development-commission',
  'province-development-commission',
  'enterprise',
  'expert',
  'auditor',
  'finance-system',
  'public',
  'system-administrator',
  'security-administrator',
  'audit-administrator',
] as const;

/** One of `roles`. */
export type Role = (typeof roles)[number];

/** Every service that answers on NATS: the first word of a subject, the source of an event, a database schema. */
export const services = ['registry', 'evaluation', 'subsidy', 'audit', 'gateway'] as const;

/** One of `services`. */
export type ServiceName = (typeof services)[number];
