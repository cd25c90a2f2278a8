import { wrongPlace } from './registration.js';

/** @throws Refusal INVALID_REQUEST for a day after today: what is recorded has happened */
export function mustHaveCome(path: string, day: string | undefined, today: string): void {
  if (day !== undefined && day > today) throw wrongPlace(path, 'DAY_IN_FUTURE');
}
