import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop was held up since the last look, milliseconds. */
export interface EventLoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Whether something held it up for longer than the bound. */
  readonly delayed: boolean;
}

const RESOLUTION_MS = 20;
const BOUND_MS = 500;
const NS_PER_MS = 1e6;

/** Watches the event loop. A job processed by a blocked loop can run twice, a request past its deadline. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  /** @param boundMs a delay beyond it is reported */
  constructor(private readonly boundMs: number = BOUND_MS) {
    this.#histogram.enable();
  }

  /** The delays since the last call. */
  read(): EventLoopDelay {
    const { count, max } = this.#histogram;
    // The histogram holds whole intervals: what is beyond the interval itself is delay.
    const beyond = (ns: number): number => (count === 0 ? 0 : Math.max(0, Math.round(ns / NS_PER_MS) - RESOLUTION_MS));
    const maxMs = beyond(max);
    const delay = { p50Ms: beyond(this.#histogram.percentile(50)), p99Ms: beyond(this.#histogram.percentile(99)), maxMs, delayed: maxMs > this.boundMs };
    this.#histogram.reset();
    return delay;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
