import { Refusal } from '@jiqun/contracts';
import type { DataSource } from 'typeorm';

import { sqlState } from '../database/failures.js';

/** What moving the clock needs of the installation. */
export interface ClockMove {
  /** Opened as a role that may call `installation.move_clock`: the gateway's. */
  readonly dataSource: DataSource;
  /** Tells the services that the clock was moved; see `announceClockMoved`. */
  readonly announce: () => Promise<void>;
  /** The earliest pending deadline of all services. */
  readonly nextDue: () => Promise<Date | undefined>;
  /**
   * Whether nothing is due any more in any service, and nothing is on its way: an event that was not yet delivered may
   * set a deadline that the next step would jump over.
   */
  readonly isQuiet: () => Promise<boolean>;
  /** For the error: names what is not quiet, `evaluation: 2 overdue since 2027-03-01T00:00:00Z`. */
  readonly whatIsDue?: () => Promise<readonly string[]>;
  /** How long one step may take until all is quiet. A minute. */
  readonly quietWithinMs?: number;
}

/** From where to where the clock moved. */
export interface ClockMoved {
  readonly from: Date;
  /** The installation's time afterwards: the target, or a moment later. */
  readonly to: Date;
  /** Due times at which it stopped on the way. */
  readonly stops: number;
}

/** The clock was moved up to where something does not get done; what is still due is in the message. */
export class ClockHeldError extends Error {
  constructor(
    readonly reached: Date,
    readonly due: readonly string[],
  ) {
    super(
      `The clock stopped at ${reached.toISOString()} on its way: what is due there does not get done` +
        `${due.length === 0 ? '' : ` (${due.join('; ')})`}. Look at the stuck deadlines and dead letters, mend their cause, then move the clock again`,
    );
    this.name = 'ClockHeldError';
  }
}

const DEFAULT_QUIET_WITHIN_MS = 60_000;
const LONGEST_WAIT_MS = 50;

/**
 * Moves a sandbox's clock forward to an instant, stopping at each due time on the way until what is due there is done,
 * so that deadlines fire in due order across services, those among them that fired ones have newly set.
 * @throws Refusal CLOCK_NOT_SANDBOX, CLOCK_BACKWARDS
 * @throws ClockHeldError when a stop is not done within the bound; the clock stays there
 */
export async function moveClock(target: Date, move: ClockMove): Promise<ClockMoved> {
  const { sandbox, now: begun } = await readClock(move.dataSource);
  if (!sandbox) throw new Refusal('CLOCK_NOT_SANDBOX');
  if (target < begun) throw new Refusal('CLOCK_BACKWARDS', { now: begun.toISOString(), to: target.toISOString() });
  let reached = begun;
  let stops = 0;
  let lastStop: Date | undefined;
  let until = performance.now() + (move.quietWithinMs ?? DEFAULT_QUIET_WITHIN_MS);
  for (;;) {
    await becomeQuiet(move, reached, until);
    const next = await move.nextDue();
    if (next === undefined || next > target) break;
    // A deadline that sets itself again for the same time would hold the clock for ever: its stop has one bound.
    if (lastStop === undefined || next > lastStop) {
      lastStop = next;
      stops += 1;
      until = performance.now() + (move.quietWithinMs ?? DEFAULT_QUIET_WITHIN_MS);
    } else if (performance.now() > until) {
      throw new ClockHeldError(reached, (await move.whatIsDue?.()) ?? []);
    }
    reached = await moveTo(move, next);
  }
  reached = await moveTo(move, target);
  await becomeQuiet(move, reached, performance.now() + (move.quietWithinMs ?? DEFAULT_QUIET_WITHIN_MS));
  return { from: begun, to: reached, stops };
}

async function readClock(dataSource: DataSource): Promise<{ sandbox: boolean; now: Date }> {
  const rows = await dataSource.query<{ sandbox: boolean; now: Date }[]>('SELECT sandbox, installation.now() AS now FROM installation.clock');
  const [clock] = rows;
  if (clock === undefined) throw new Error('The installation has no clock: provision it first');
  return clock;
}

async function moveTo(move: ClockMove, instant: Date): Promise<Date> {
  try {
    const rows = await move.dataSource.query<{ now: Date }[]>('SELECT installation.move_clock($1) AS now', [instant]);
    const [row] = rows;
    if (row === undefined) throw new Error('The database did not say the time');
    await move.announce();
    return row.now;
  } catch (error) {
    if (sqlState(error) === 'JQ001') throw new Refusal('CLOCK_NOT_SANDBOX');
    throw error;
  }
}

async function becomeQuiet(move: ClockMove, reached: Date, until: number): Promise<void> {
  let waitMs = 1;
  while (!(await move.isQuiet())) {
    if (performance.now() > until) throw new ClockHeldError(reached, (await move.whatIsDue?.()) ?? []);
    await new Promise((resume) => setTimeout(resume, waitMs));
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS);
  }
}
