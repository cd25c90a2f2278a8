import { monitorEventLoopDelay } from 'node:perf_hooks';

/** When this process takes no more requests. */
export interface LoadBounds {
  readonly mostInHand: number;
  /** Mean delay of the event loop over a window, milliseconds. */
  readonly longestDelayMs: number;
}

const DEFAULTS: LoadBounds = { mostInHand: 1_000, longestDelayMs: 500 };
const RESOLUTION_MS = 20;
const WINDOW_MS = 1_000;
const NS_PER_MS = 1e6;

/** Says when a request must be turned away before anything was done for it: what was taken is then answered in time. */
export class LoadShedding {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #timer: NodeJS.Timeout | undefined;
  /** Windows in a row that were too slow. One may be a pause of the machine. */
  #slowWindows = 0;
  #inHand = 0;

  constructor(private readonly bounds: LoadBounds = DEFAULTS) {}

  /** Begins to watch the event loop; what starting up cost is not held against it. */
  start(): void {
    this.#delay.enable();
    this.#timer ??= setInterval(() => {
      this.look(this.#delay.mean / NS_PER_MS - RESOLUTION_MS);
      this.#delay.reset();
    }, WINDOW_MS).unref();
  }

  /** Takes a request, unless there are too many; the one taken must be given back with `done`. */
  take(): boolean {
    if (this.#inHand >= this.bounds.mostInHand || this.#slowWindows > 1) return false;
    this.#inHand += 1;
    return true;
  }

  done(): void {
    this.#inHand -= 1;
  }

  /** Requests taken and not yet answered. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Told of the mean delay over a window; not a number when nothing was measured. */
  look(meanDelayMs: number): void {
    this.#slowWindows = meanDelayMs > this.bounds.longestDelayMs ? this.#slowWindows + 1 : 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }
}
