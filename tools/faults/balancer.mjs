/**
 * Load, as it comes through a load balancer: `balancer.mjs <gateway> <gateway>`, forked by restarts.mjs. It asks each gateway
 * whether it is ready, sends to those that are over connections that it keeps, and sends nothing twice: what is not
 * answered with 201 at the first try is lost.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** @typedef {{ answered: number, lost: number, reasons: Record<string, number>, perSecond: number, p50: number, p99: number, slowest: number }} LoadResult */
/** @typedef {{ url: string, agent: Agent, ready: boolean }} Gateway */
/** @typedef {{ latencies: number[], lost: number, reasons: Record<string, number>, begun: number }} Tally */

const PROBE_MS = 100;
const PROBE_WITHIN_MS = 1_000;
const TICK_MS = 10;
const ANSWER_WITHIN_MS = 15_000;
const SOCKETS = 64;
/** With more under way, requests are held back: the machine does not bear the rate, and the result says what it bore. */
const MOST_IN_HAND = 256;
const CLOSED_LOOP = 32;

const TOKEN = 'Bearer sandbox.CN-22.system-administrator';
const BODY = JSON.stringify({ note: 'under load' });

// In turn, so that no connection is idle so long that the gateway retires it at the moment of the next request.
/** @type {Gateway[]} */
const gateways = process.argv.slice(2).map((url) => ({ url, agent: new Agent({ keepAlive: true, scheduling: 'fifo', maxSockets: SOCKETS, maxFreeSockets: SOCKETS }), ready: false }));
const run = { rate: 0, inHand: 0, turn: 0, prefix: randomUUID(), sent: 0 };
/** @type {Tally} */
let tally = newTally();

/** @returns {Tally} */
function newTally() {
  return { latencies: [], lost: 0, reasons: {}, begun: performance.now() };
}

/** @param {Gateway} gateway */
function probe(gateway) {
  // A connection of its own each time, as balancers do: a gateway that ends must not be held up by it.
  const asked = request(`${gateway.url}/health/ready`, { agent: false, timeout: PROBE_WITHIN_MS }, (response) => {
    response.resume();
    gateway.ready = response.statusCode === 200;
  });
  asked.on('timeout', () => asked.destroy(new Error('no answer')));
  asked.on('error', () => (gateway.ready = false));
  asked.on('close', () => setTimeout(() => probe(gateway), PROBE_MS));
  asked.end();
}

/** @param {string} why */
function lose(why) {
  tally.lost += 1;
  tally.reasons[why] = (tally.reasons[why] ?? 0) + 1;
}

/** @returns {Promise<void>} when it is answered or lost */
function send() {
  const ready = gateways.filter((gateway) => gateway.ready);
  run.turn += 1;
  const gateway = ready[run.turn % ready.length];
  if (gateway === undefined) {
    lose('no gateway is ready');
    return Promise.resolve();
  }
  run.sent += 1;
  run.inHand += 1;
  const begun = performance.now();
  const headers = { authorization: TOKEN, 'content-type': 'application/json', 'content-length': String(BODY.length), 'idempotency-key': `${run.prefix}-${run.sent}` };
  return new Promise((resolve) => {
    /** @type {string | undefined} */
    let outcome = 'closed without an answer';
    const sending = request(`${gateway.url}/api/v1/services/registry/drills`, { method: 'POST', agent: gateway.agent, headers, timeout: ANSWER_WITHIN_MS }, (response) => {
      response.resume();
      response.on('end', () => (outcome = response.statusCode === 201 ? undefined : `status ${response.statusCode}`));
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', (error) => (outcome = 'code' in error ? String(error.code) : error.message));
    sending.on('close', () => {
      run.inHand -= 1;
      if (outcome === undefined) tally.latencies.push(performance.now() - begun);
      else lose(outcome);
      resolve();
    });
    sending.end(BODY);
  });
}

/** As many a second as can be: each loop sends when it has its answer. @param {number} milliseconds */
async function measure(milliseconds) {
  const end = performance.now() + milliseconds;
  await Promise.all(
    Array.from({ length: CLOSED_LOOP }, async () => {
      while (performance.now() < end) await send();
    }),
  );
}

/** @returns {LoadResult} */
function resultOf() {
  const { latencies, lost, reasons, begun } = tally;
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { answered: sorted.length, lost, reasons, perSecond: sorted.length / ((performance.now() - begun) / 1_000), p50: at(0.5), p99: at(0.99), slowest: at(1) };
}

async function finish() {
  run.rate = 0;
  while (run.inHand > 0) await new Promise((resume) => setTimeout(resume, TICK_MS));
  return resultOf();
}

let due = 0;
let before = performance.now();
setInterval(() => {
  // By the time that has passed: on a busy machine a timer comes late.
  const now = performance.now();
  due = Math.min(due + (run.rate * (now - before)) / 1_000, MOST_IN_HAND);
  before = now;
  for (; due >= 1 && run.inHand < MOST_IN_HAND; due -= 1) void send();
}, TICK_MS);
for (const gateway of gateways) probe(gateway);

process.on('disconnect', () => process.exit(1));
process.on('message', async (/** @type {{ measureMs?: number, rate?: number, finish?: true }} */ { measureMs, rate, finish: isLast }) => {
  if (measureMs !== undefined) {
    tally = newTally();
    await measure(measureMs);
    process.send?.({ measured: resultOf() });
  }
  if (rate !== undefined) {
    tally = newTally();
    run.rate = rate;
  }
  if (isLast) process.send?.({ finished: await finish() }, () => process.exit(0));
});
