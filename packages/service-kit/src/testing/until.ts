import { systemNow } from '../clock/system-time.js';

/** Waits until a condition holds. @throws Error after `withinMs`, with what was waited for */
export async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const end = systemNow() + withinMs;
  while (!(await holds())) {
    if (systemNow() > end) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}
