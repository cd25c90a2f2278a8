/**
 * Sends commands through the real client over NATS, each under its own key, and asks again under the same key until it
 * has an answer: `driver.mjs <journal> <seed> <commands a second>`, forked by main.mjs. An acknowledged command is a line of the journal.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { callerSchema, drillContracts, Refusal } from '@jiqun/contracts';
import { ContextSigner, MessageClient } from '@jiqun/service-kit';

// Not at the kit's door: services get their connection from the kit's module.
import { connectNats } from '../../packages/service-kit/dist/messaging/nats-connection.js';
import { counterContracts } from './counter.mjs';
import { COMMANDED } from './plan.mjs';
import { seeded } from './random.mjs';

/** @typedef {typeof COMMANDED[number]} Service */
/** @typedef {{ key: string, service: Service, kind: 'drill' | 'counter', answer: unknown, tries: number }} Acknowledged */

const COUNTERS = 12;
const LARGEST_BURST = 16;
/** With all replicas of a service down and NATS wiped, commands wait rather than pile up. */
const MOST_IN_HAND = 64;
const TRY_WITHIN_MS = 10_000;
const SESSION_S = 24 * 3_600;
/** A deadline nearer than this could come due before the transaction that sets it has been committed. */
const NEAREST_DUE_MS = 3_000;

const [journalPath = '', seed, rate] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
const random = seeded(Number(seed));
const { JIQUN_NATS_URL: natsUrl = '', JIQUN_CONTEXT_PRIVATE_KEY: privateKey = '{}' } = process.env;
const link = await connectNats({ url: natsUrl, name: 'fault-driver', prefix: '' });
const client = new MessageClient(link);
const signer = new ContextSigner(JSON.parse(privateKey));
const issuedAt = Math.floor(Date.now() / 1_000);
const caller = callerSchema.parse({
  person: 'fault-harness', tenant: 'CN-22', grants: [{ role: 'system-administrator', region: '220000' }], session: 'faults', issuedAt, expiresAt: issuedAt + SESSION_S,
});

const run = { stopping: false, sent: 0, inHand: 0, refused: 0 };

process.on('message', (message) => {
  if (message === 'stop') run.stopping = true;
});
process.on('disconnect', () => process.exit(1));

/** @returns {{ service: Service, kind: 'drill' | 'counter', send: (key: string, context: string) => Promise<unknown> }} */
function nextCommand() {
  const service = random.pick(COMMANDED);
  if (random.chance(0.5)) {
    const confirm = random.chance(0.4) ? { confirmWithinSeconds: random.between(3, 25) } : {};
    return { service, kind: 'drill', send: async (key, context) => await client.command(drillContracts[service].start, { note: key, ...confirm }, { context, key, withinMs: TRY_WITHIN_MS }) };
  }
  const counter = `counter-${random.whole(COUNTERS)}`;
  const due = random.chance(0.4) ? { dueInMs: random.between(NEAREST_DUE_MS, 20_000) } : {};
  return { service, kind: 'counter', send: async (key, context) => await client.command(counterContracts[service].increase, { counter, note: key, ...due }, { context, key, withinMs: TRY_WITHIN_MS }) };
}

async function sendOne() {
  const { service, kind, send } = nextCommand();
  const key = `${kind}-${run.sent}`;
  run.sent += 1;
  run.inHand += 1;
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await send(key, await signer.sign(caller));
      writeSync(journal, `${JSON.stringify({ key, service, kind, answer, tries })}\n`);
      break;
    } catch (error) {
      if (error instanceof Refusal && error.toAnswerError().retryable) continue;
      run.refused += 1;
      process.send?.({ kind: 'refused', key, why: String(error) });
      break;
    }
  }
  run.inHand -= 1;
}

const everyMs = (1_000 * (LARGEST_BURST + 1)) / 2 / Number(rate);
while (!run.stopping) {
  // Bursts, so that commands also share transactions.
  const burst = random.between(1, LARGEST_BURST);
  for (let index = 0; index < burst && run.inHand < MOST_IN_HAND; index += 1) void sendOne();
  await pause(everyMs);
}
while (run.inHand > 0) await pause(50);
await client.close();
await link.connection.close();
process.send?.({ kind: 'done', sent: run.sent, refused: run.refused }, () => process.exit(0));
