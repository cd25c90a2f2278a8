import type { LoggerService } from '@nestjs/common';

/**
 * The stages in their order. First nobody sends new requests, then those in hand are finished from the outside in, and
 * what carries them out (workers, relay, connections) goes last.
 */
export const stages = ['readiness', 'http', 'nats', 'workers', 'relay', 'pools'] as const;

/** One of `stages`. */
export type Stage = (typeof stages)[number];

/** How a process ends. */
export interface ShutdownSettings {
  /** Wait after readiness is off until load balancers have seen it, milliseconds; JIQUN_DRAIN_GRACE_MS. */
  readonly graceMs: number;
  readonly log: Pick<LoggerService, 'log' | 'error'>;
  /** All stages together, the grace included, milliseconds. */
  readonly withinMs?: number;
}

/** How it went. Not clean: the process must end with exit code 1. */
export interface ShutdownOutcome {
  readonly clean: boolean;
  /** `stage/name` of what threw. */
  readonly failed: readonly string[];
  /** `stage/name` of what had not ended, or not begun, when time was up. */
  readonly unfinished: readonly string[];
}

interface Step {
  readonly stage: Stage;
  readonly name: string;
  readonly stop: () => Promise<void>;
}

const WITHIN_MS = 10_000;

/** Stops what a process runs, in order, at most once, and in bounded time. */
export class Shutdown {
  readonly #steps: Step[] = [];
  readonly #failed: string[] = [];
  readonly #unfinished = new Set<string>();
  /** The stage that runs or ran last, as a place in `stages`; -1 before the shutdown. */
  #reached = -1;
  #outcome: Promise<ShutdownOutcome> | undefined;

  constructor(private readonly settings: ShutdownSettings) {}

  /**
   * Adds something to be stopped. A process that is told to end while it starts may register after the stage: it is
   * then stopped at once.
   * @throws Error when the stage has that name already
   */
  register(stage: Stage, name: string, stop: () => Promise<void>): void {
    const step = { stage, name, stop };
    if (this.#steps.some((other) => nameOf(other) === nameOf(step))) throw new Error(`${nameOf(step)} is to be stopped already`);
    this.#steps.push(step);
    if (this.#outcome === undefined) return;
    this.#unfinished.add(nameOf(step));
    if (stages.indexOf(stage) <= this.#reached) void this.#stop(step);
  }

  /** Where the shutdown says what it does. */
  get log(): ShutdownSettings['log'] {
    return this.settings.log;
  }

  /** Whether the process is ending. */
  get isRunning(): boolean {
    return this.#outcome !== undefined;
  }

  /** Runs the stages; further calls get the same outcome. Never rejects. @param reason for the log */
  async run(reason: string): Promise<ShutdownOutcome> {
    this.#outcome ??= this.#runBounded(reason);
    return await this.#outcome;
  }

  async #runBounded(reason: string): Promise<ShutdownOutcome> {
    const { log, withinMs = WITHIN_MS } = this.settings;
    log.log(`Shutting down: ${reason}`);
    for (const step of this.#steps) this.#unfinished.add(nameOf(step));
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([this.#runStages(), timeUp]);
    clearTimeout(timer);
    const unfinished = [...this.#unfinished];
    if (unfinished.length > 0) log.error(`Not stopped within ${withinMs} ms: ${unfinished.join(', ')}`);
    else log.log('Shut down');
    return { clean: unfinished.length === 0 && this.#failed.length === 0, failed: [...this.#failed], unfinished };
  }

  async #runStages(): Promise<void> {
    for (const [index, stage] of stages.entries()) {
      this.#reached = index;
      await Promise.all(this.#steps.filter((step) => step.stage === stage).map(async (step) => await this.#stop(step)));
      if (stage === 'readiness' && this.settings.graceMs > 0) {
        await new Promise((resume) => setTimeout(resume, this.settings.graceMs));
      }
    }
  }

  async #stop(step: Step): Promise<void> {
    try {
      await step.stop();
    } catch (error) {
      this.#failed.push(nameOf(step));
      this.settings.log.error({ err: error }, `Stopping ${nameOf(step)} failed`);
    }
    this.#unfinished.delete(nameOf(step));
  }
}

const nameOf = ({ stage, name }: Step): string => `${stage}/${name}`;
