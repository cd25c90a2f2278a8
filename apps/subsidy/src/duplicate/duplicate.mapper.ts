import type { DuplicateFinding as FindingAnswer, DuplicatePreview, DuplicateScan } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { DuplicateFinding, FoundUse, ScannedKey } from './duplicate.entity.js';

type Use = FindingAnswer['use'];

/** A use as answers have it: the line, or the project itself. */
const toUse = (groupId: string, projectId: string, subjectId: string): Use => ({ groupId, projectId, ...(subjectId === projectId ? {} : { lineId: subjectId }) });

/** A finding. @param seesOther whether the caller may know of the other group */
export function toFinding(finding: DuplicateFinding, seesOther: boolean): FindingAnswer {
  const { id, kind, key, groupId, projectId, subjectId, otherGroupId, otherProjectId, otherSubjectId, state, version, foundAt, explanation, reason } = finding;
  return {
    id,
    kind,
    key,
    use: toUse(groupId, projectId, subjectId),
    isSameGroup: otherGroupId === groupId,
    ...(seesOther || otherGroupId === groupId ? { other: toUse(otherGroupId, otherProjectId, otherSubjectId) } : {}),
    state,
    version,
    foundAt: instantOf(foundAt),
    ...(explanation === null ? {} : { explanation }),
    ...(reason === null ? {} : { reason }),
  };
}

/** What a submission would find. */
export function toPreview(groupId: string, found: readonly FoundUse[], most: number): DuplicatePreview {
  const items = found.slice(0, most).map(({ kind, key, projectId, subjectId, otherGroupId }) => ({ kind, key, use: toUse(groupId, projectId, subjectId), isSameGroup: otherGroupId === groupId }));
  return { items, total: found.length };
}

/** Everything that a year's groups use twice. */
export function toScan(yearId: string, keys: readonly ScannedKey[]): DuplicateScan {
  const items = keys.map(({ kind, key, count, uses }) => ({ kind, key, count, uses: uses.map(({ groupId, projectId, subjectId }) => toUse(groupId, projectId, subjectId)) }));
  return { yearId, total: keys[0]?.total ?? 0, items };
}
