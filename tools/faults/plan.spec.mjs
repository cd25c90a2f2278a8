import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BLOWS, planOf, POINTS, TARGETS } from './plan.mjs';

/** @param {import('./plan.mjs').Plan} plan */
const killsOf = (plan) => [...plan.kills.values()].flat();

test('a seed gives the same faults again, another seed gives others', () => {
  assert.deepEqual(planOf(4_711, 300), planOf(4_711, 300));
  assert.notDeepEqual(planOf(4_711, 300), planOf(4_712, 300));
});

for (const seed of [1, 2, 3]) {
  test(`the run of CI with seed ${seed} kills 300 processes, at every named point, and wipes NATS and Redis five times each`, () => {
    const plan = planOf(seed, 300);
    assert.equal(killsOf(plan).length, 300);
    for (const point of POINTS) assert.ok(killsOf(plan).some((kill) => kill.point === point && kill.delayMs === 0), point);
    for (const blow of BLOWS) assert.ok(plan.serverFaults.filter((fault) => fault.blow === blow).length >= 5, blow);
  });
}

test('as many processes are killed as were asked for, and every service loses some', () => {
  for (const kills of [20, 301, 3_000]) {
    const plan = planOf(9, kills);
    assert.equal(killsOf(plan).length, kills);
    for (const service of TARGETS) assert.ok((plan.kills.get(service) ?? []).length > 0, service);
  }
});

test('every fault of a server falls within the run', () => {
  const { serverFaults, total } = planOf(12, 300);
  for (const { id, afterKills } of serverFaults) assert.ok(afterKills >= 0 && afterKills < total, id);
});

test('only points that a service passes are chosen for it: the audit takes no commands here', () => {
  const commandPoints = POINTS.slice(0, POINTS.indexOf('before-publish'));
  const ofAudit = (planOf(5, 3_000).kills.get('audit') ?? []).map(({ point }) => point);
  assert.equal(ofAudit.filter((point) => point !== undefined && commandPoints.includes(point)).length, 0);
});
