/**
 * How many messages a second one core checks: node bench/parse.mjs, after a build. `compiled` is the same schema through
 * zod's own compiler, which contracts do not use: what it saves is a hundredth of a command, and it costs some
 * milliseconds a schema at every start.
 */
import { z } from 'zod';
import { answerSchema, cloudEventSchema, drillContracts, requestEnvelopeSchema } from '../dist/index.js';

const { start, started } = drillContracts.registry;
const drill = { id: '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b', service: 'registry', note: '例行演练', state: 'started', version: 1, startedAt: '2026-03-01T09:00:00.000+08:00' };
const request = { note: '例行演练', confirmWithinSeconds: 3600 };
const event = {
  specversion: '1.0', id: drill.id, source: '/jiqun/registry', type: started.type, subject: `drill/${drill.id}`, time: '2026-03-01T01:00:00.000Z', datacontenttype: 'application/json',
  tenant: 'CN-22', sequence: '17', data: { drillId: drill.id, service: 'registry', note: drill.note, startedAt: drill.startedAt },
};
const envelope = { context: `${'a'.repeat(60)}.${'b'.repeat(400)}.${'c'.repeat(86)}`, key: 'k-1', deadline: 1_772_326_800_000, data: request };

/** @type {[string, z.ZodType, unknown][]} */
const cases = [
  ['request envelope', requestEnvelopeSchema, envelope],
  ['StartDrill', start.request, request],
  ['StartDrill, refused', start.request, { ...request, note: '' }],
  ['answer with a Drill', answerSchema(start.answer), { ok: true, data: drill }],
  ['event drill.started', cloudEventSchema(started.data), event],
];

/** @param {z.ZodType} schema @param {unknown} message @returns {number} messages a second, the median of five rounds */
function rate(schema, message) {
  const count = 100_000;
  const rounds = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    for (let done = 0; done < count; done += 1) schema.safeParse(message);
    return (count / (performance.now() - begun)) * 1000;
  });
  return rounds.toSorted((a, b) => a - b)[2] ?? 0;
}

for (const [name, schema, message] of cases) {
  const [plain, compiled] = [schema, z.compile(schema)].map((one) => Math.round(rate(one, message)).toLocaleString('en'));
  console.log(`${name.padEnd(22)} ${plain?.padStart(12)} a second, compiled ${compiled?.padStart(12)}`);
}
