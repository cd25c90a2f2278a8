/**
 * The machine's time, epoch milliseconds. For what is about machines (deadlines of a call, expiry of a token); what the
 * law dates takes the transaction's time, which a sandbox can move.
 */
export const systemNow = (): number => Date.now();

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/**
 * The day in Asia/Shanghai at an instant, `YYYY-MM-DD`. The zone has been UTC+8 without summer time since 1991-09-15;
 * programmes begin in 2020.
 */
export function dayInShanghai(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** The first instant of a day in Asia/Shanghai. @param day `YYYY-MM-DD` */
export function startOfDayInShanghai(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}
