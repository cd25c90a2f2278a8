import type { EntityManager } from 'typeorm';

import { prepared } from './prepared.js';

// Ordered, so that two transactions with subjects in common never wait for each other.
const SHARED = `
  SELECT pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended(subject, 7))
  FROM (SELECT subject FROM unnest($1::text[]) AS given (subject) ORDER BY subject) AS ordered`;
const EXCLUSIVE = SHARED.replace('_shared', '');

/**
 * Orders two services' transactions about the same enterprise, since neither reads the other's tables: who bars it (a ban,
 * a listing) locks it `exclusive` before writing, who gives it something (an award, a payment) locks it `shared`, asks
 * audit for its standing only then, and commits. A ban that commits before an award commits is in the answer; one that is
 * not in the answer commits after the award. The locks are the database's, which the services share, and end with
 * the transaction. (ADR 0010)
 * @param creditCodes social credit codes of one tenant
 */
export async function lockEnterprises(
  manager: EntityManager,
  mode: 'shared' | 'exclusive',
  tenant: string,
  creditCodes: readonly string[],
): Promise<void> {
  const subjects = [...new Set(creditCodes)].map((code) => `enterprise:${tenant}:${code}`);
  if (subjects.length === 0) return;
  await (mode === 'shared'
    ? prepared(manager, 'jiqun-lock-enterprises-shared', SHARED, [subjects])
    : prepared(manager, 'jiqun-lock-enterprises-exclusive', EXCLUSIVE, [subjects]));
}
