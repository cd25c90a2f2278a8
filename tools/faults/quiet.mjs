/** Waits until a run has come to rest: nothing to publish, nothing to consume, no deadline to come. */
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { effectConsumers } from './counter.mjs';
import { COMMANDED, TARGETS } from './plan.mjs';
import { waitFor } from './wait.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/** The farthest deadline, the retries of one that failed, and a backlog after the last wipe. */
const QUIET_MS = 300_000;
const LOOK_MS = 400;
/** Looks in a row at which nothing moved: what is between two tables is in neither. */
const SAME_LOOKS = 3;

/** Every consumer of the run, by the service that publishes to it. */
const consumers = [
  ...COMMANDED.flatMap((publisher) => [{ publisher, durable: `audit_drill-receipt-${publisher}` }]),
  ...effectConsumers.map(({ service, name }) => ({ publisher: service, durable: `audit_${name}` })),
  ...COMMANDED.map((service) => ({ publisher: 'audit', durable: `${service}_drill-confirmation` })),
];

/**
 * @param {Stage} stage
 * @param {() => boolean} ending whether to give up
 * @returns {Promise<string | undefined>} what was still under way when the limit passed
 */
export async function untilQuiet({ admin, state }, ending) {
  const connection = await connect({ servers: state.natsUrl, name: 'fault-harness', maxReconnectAttempts: -1 });
  let before = '';
  let same = 0;
  let left = 'nothing was looked at';
  try {
    await waitFor('quiet', async () => {
      const events = await eventsOnTheirWay(connection);
      const { waiting, total } = await rowsThatWait(admin);
      left = `events to be consumed: ${events}; rows that wait: ${waiting}`;
      same = events === 0 && waiting === 0 && total === before ? same + 1 : 0;
      before = total;
      return ending() || same >= SAME_LOOKS;
    }, QUIET_MS, LOOK_MS);
    return undefined;
  } catch {
    return left;
  } finally {
    await connection.close();
  }
}

/**
 * @param {import('@nats-io/transport-node').NatsConnection} connection
 * @returns {Promise<number>} NaN while a stream or consumer is not there
 */
async function eventsOnTheirWay(connection) {
  try {
    const manager = await jetstreamManager(connection);
    const infos = await Promise.all(consumers.map(async ({ publisher, durable }) => await manager.consumers.info(`events_${publisher}`, durable)));
    return infos.reduce((sum, { num_pending: pending, num_ack_pending: inHand }) => sum + pending + inHand, 0);
  } catch (error) {
    if (error instanceof JetStreamApiError) return Number.NaN;
    throw error;
  }
}

/**
 * @param {import('pg').Pool} admin
 * @returns {Promise<{ waiting: number, total: string }>} `total` changes with everything that is done
 */
async function rowsThatWait(admin) {
  const of = TARGETS.map((service) => `
    SELECT (SELECT count(*) FROM ${service}.outbox WHERE published_at IS NULL) + (SELECT count(*) FROM ${service}.deadline WHERE state = 'pending') AS waiting,
      (SELECT count(*) FROM ${service}.outbox) + (SELECT count(*) FROM ${service}.inbox) + (SELECT count(*) FROM ${service}.deadline) + (SELECT count(*) FROM ${service}.dead_letter) AS total`);
  const { rows } = await admin.query(`SELECT sum(waiting)::integer AS waiting, sum(total)::text || ' ' || (SELECT count(*) FROM audit.fault_effect) AS total FROM (${of.join(' UNION ALL ')}) AS each`);
  return rows[0];
}
