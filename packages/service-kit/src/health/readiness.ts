/** What a check found. `detail` is shown to anybody who asks: no addresses, no names, no texts of errors. */
export interface Finding {
  readonly ok: boolean;
  readonly detail?: string;
}

/**
 * One thing that a service needs. `required`: without it the service cannot answer and must get no requests.
 * `degraded`: without it the service answers, slower. `information`: a figure for whoever looks.
 */
export interface ReadinessCheck {
  readonly name: string;
  readonly weight: 'required' | 'degraded' | 'information';
  check(): Promise<Finding>;
}

/** One check's line in the report. */
export interface CheckedLine extends Finding {
  readonly name: string;
  readonly weight: ReadinessCheck['weight'];
}

/** The answer to a readiness probe; `unready` goes out as 503. */
export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly checks: readonly CheckedLine[];
}

/** A check that says nothing for so long has failed: a probe waits about as long. */
const CHECK_WITHIN_MS = 2_000;

/** Whether this process wants requests; off as the first step of a shutdown and never on again. */
export class ReadinessSwitch {
  #on = true;

  get isOn(): boolean {
    return this.#on;
  }

  off(): void {
    this.#on = false;
  }
}

/** The checks of a service; modules add theirs. */
export class ReadinessChecks {
  readonly #checks: ReadinessCheck[] = [];
  #underWay: Promise<ReadinessReport> | undefined;

  constructor(private readonly readiness: ReadinessSwitch) {}

  /** @throws Error when the name is taken */
  add(check: ReadinessCheck): void {
    if (this.#checks.some(({ name }) => name === check.name)) throw new Error(`There is a readiness check named ${check.name} already`);
    this.#checks.push(check);
  }

  /** Runs every check at once. Probes that come meanwhile share the run, so that many probes are no load. */
  async report(): Promise<ReadinessReport> {
    this.#underWay ??= this.#run().finally(() => {
      this.#underWay = undefined;
    });
    return await this.#underWay;
  }

  async #run(): Promise<ReadinessReport> {
    const lines = await Promise.all(this.#checks.map(async (check) => await lineOf(check)));
    const on = this.readiness.isOn;
    lines.unshift({ name: 'accepts-requests', weight: 'required', ok: on, ...(on ? {} : { detail: 'shutting down' }) });
    return { status: statusOf(lines), checks: lines };
  }
}

function statusOf(lines: readonly CheckedLine[]): ReadinessReport['status'] {
  const failed = lines.filter(({ ok }) => !ok);
  if (failed.some(({ weight }) => weight === 'required')) return 'unready';
  return failed.some(({ weight }) => weight === 'degraded') ? 'degraded' : 'ready';
}

async function lineOf(check: ReadinessCheck): Promise<CheckedLine> {
  const { name, weight } = check;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer within ${CHECK_WITHIN_MS} ms` }), CHECK_WITHIN_MS);
  });
  try {
    return { name, weight, ...(await Promise.race([check.check(), silence])) };
  } catch (error) {
    return { name, weight, ok: false, detail: failureOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** The error's code alone: its text may hold an address, a role, a value. */
function failureOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? `failed (${code})` : 'failed; the log says why';
}
