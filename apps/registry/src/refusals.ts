import { issueCatalogue, Refusal, type IssueCode } from '@jiqun/contracts';

/** One place of a request is wrong for a reason that only the stored data tell. */
export function wrongRequest(path: string, code: IssueCode): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code, message: issueCatalogue[code] }] });
}

/** The object is at another version than the one that the change was made to. */
export function versionConflict(noun: string, id: string, expected: number, actual: number): Refusal {
  return new Refusal('VERSION_CONFLICT', { noun, id, expected: String(expected), actual: String(actual) });
}

/** @throws Refusal INVALID_REQUEST for a day after today: what is recorded has happened */
export function mustHaveCome(path: string, day: string | undefined, today: string): void {
  if (day !== undefined && day > today) throw wrongRequest(path, 'DAY_IN_FUTURE');
}
