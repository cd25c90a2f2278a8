const DAY_MS = 86_400_000;

/** The day so many calendar days later; the day of the event does not count, so a period of 30 days ends on `addDays(day, 30)` (INT-12). */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}
