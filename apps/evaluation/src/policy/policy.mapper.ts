import { createHash } from 'node:crypto';

import { localDateSchema, tenantSchema, type PolicyEntry } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { instantOf } from '@jiqun/service-kit';

import type { PolicyVersionRow } from './policy.entity.js';

/** A version as the contract shows it. @param row absent for a version of the release */
export function toPolicyEntry(policy: Policy, row: PolicyVersionRow | undefined): PolicyEntry {
  const { from, to } = policy.inForce;
  return {
    programme: policy.id,
    version: policy.version,
    jurisdiction: tenantSchema.parse(policy.source.document.jurisdiction),
    title: policy.source.title,
    ...(from === null ? {} : { inForceFrom: localDateSchema.parse(from) }),
    ...(to === null ? {} : { inForceTo: localDateSchema.parse(to) }),
    sha256: row?.sha256 ?? sha256Of(JSON.stringify(policy.source)),
    ...(row === undefined ? {} : { installedAt: instantOf(row.installedAt) }),
  };
}

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
