import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { notes } from './fixtures/temporary.mjs';
import { HOST, PortTaken, choosePort, withPort } from './ports.mjs';

/** @param {import('node:test').TestContext} context */
async function heldPort(context) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, HOST, () => resolve(undefined)));
  context.after(() => server.close());
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  return address.port;
}

test('a preferred port that is taken gives way to a free one, and its holder is named', async (context) => {
  const held = await heldPort(context);
  const { lines, note } = notes();
  const { port, fixed } = await choosePort({ title: 'NATS', variable: 'JIQUN_NATS_PORT', preferred: held, env: {}, note });
  assert.notEqual(port, held);
  assert.equal(fixed, false);
  assert.match(lines.join(), new RegExp(`Port ${held} is taken by pid ${process.pid} \\(.*node.*\\); NATS gets another one`));
});

test('a port that the environment fixes is never exchanged: the run fails and names the holder', async (context) => {
  const held = await heldPort(context);
  const { note } = notes();
  await assert.rejects(choosePort({ title: 'NATS', variable: 'JIQUN_NATS_PORT', env: { JIQUN_NATS_PORT: String(held) }, note }), {
    name: 'Failure',
    message: new RegExp(`Port ${held}, which JIQUN_NATS_PORT fixes for NATS, is held by pid ${process.pid} `),
    mend: /unset JIQUN_NATS_PORT/,
  });
});

test('a fixed port that is no number is refused', async () => {
  const { note } = notes();
  await assert.rejects(choosePort({ title: 'NATS', variable: 'JIQUN_NATS_PORT', env: { JIQUN_NATS_PORT: '70000' }, note }), { name: 'Failure', message: /"70000", which is not a port/ });
});

test('a port that was taken between the choice and the start is chosen again', async () => {
  const { note } = notes();
  /** @type {number[]} */
  const tried = [];
  const result = await withPort({ title: 'NATS', variable: 'JIQUN_NATS_PORT', env: {}, note }, async (port) => {
    tried.push(port);
    if (tried.length === 1) throw new PortTaken('NATS');
    return port;
  });
  assert.equal(tried.length, 2);
  assert.equal(result, tried[1]);
});
