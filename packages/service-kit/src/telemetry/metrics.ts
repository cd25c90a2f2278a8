import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { RequestObserver } from '../messaging/message-server.js';

/** A figure that is looked up when Prometheus asks: one number, or one for each value of the label. */
export type Reading = number | ReadonlyMap<string, number>;

/** Several gauges that are read together, by name without the prefix `jiqun_`. */
export interface GaugeGroup {
  /** For the counter of failed readings. */
  readonly source: string;
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly label?: string }>>;
  read(): Promise<Readonly<Record<string, Reading>>>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128];
const NS_PER_S = 1e9;

/** The metrics of one service, in a registry of its own: several services can share a process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'subject' | 'code'>;
  readonly #groups: Histogram;
  readonly #reconnects: Counter;
  readonly #failures: Counter<'source'>;
  readonly #groupsOfGauges: { readonly group: GaugeGroup; readonly gauges: ReadonlyMap<string, Gauge> }[] = [];

  constructor(service: string) {
    const registers = [this.#registry];
    this.#registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({ name: 'jiqun_request_seconds', help: 'Time to answer a request', labelNames: ['subject', 'code'], buckets: SECONDS, registers });
    this.#groups = new Histogram({ name: 'jiqun_command_group_size', help: 'Commands that shared a transaction', buckets: GROUP_SIZES, registers });
    this.#reconnects = new Counter({ name: 'jiqun_nats_reconnects_total', help: 'Reconnections to NATS', registers });
    this.#failures = new Counter({ name: 'jiqun_metric_failures_total', help: 'Readings of gauges that failed', labelNames: ['source'], registers });
  }

  /** Times a request; the subject must be a contract's, so that the series stay countable. */
  readonly observeRequest: RequestObserver = (subject) => {
    const begun = process.hrtime.bigint();
    return (code) => this.#requests.observe({ subject, code }, Number(process.hrtime.bigint() - begun) / NS_PER_S);
  };

  /** Counts the commands that shared a transaction. */
  observeGroup(size: number): void {
    this.#groups.observe(size);
  }

  countReconnect(): void {
    this.#reconnects.inc();
  }

  /** Adds gauges that are read whenever Prometheus asks. @throws Error when a name is taken */
  watch(group: GaugeGroup): void {
    const gauges = new Map(
      Object.entries(group.gauges).map(([name, { help, label }]) => [
        name,
        new Gauge({ name: `jiqun_${name}`, help, labelNames: label === undefined ? [] : [label], registers: [this.#registry] }),
      ]),
    );
    this.#groupsOfGauges.push({ group, gauges });
  }

  /** The content type of `exposition`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in Prometheus' text format. A gauge that cannot be read is left out, not shown with its last value. */
  async exposition(): Promise<string> {
    await Promise.all(this.#groupsOfGauges.map(async ({ group, gauges }) => await this.#read(group, gauges)));
    return await this.#registry.metrics();
  }

  async #read(group: GaugeGroup, gauges: ReadonlyMap<string, Gauge>): Promise<void> {
    let readings: Readonly<Record<string, Reading>> = {};
    try {
      readings = await group.read();
    } catch {
      this.#failures.inc({ source: group.source });
    }
    for (const [name, gauge] of gauges) show(gauge, readings[name], group.gauges[name]?.label);
  }
}

function show(gauge: Gauge, reading: Reading | undefined, label: string | undefined): void {
  gauge.reset();
  if (reading === undefined) {
    // After the reset a gauge with a label has no series, and refuses this; one without has a zero that nobody read.
    if (label === undefined) gauge.remove();
  } else if (typeof reading === 'number') gauge.set(reading);
  else for (const [value, figure] of reading) gauge.set({ [label ?? 'name']: value }, figure);
}
