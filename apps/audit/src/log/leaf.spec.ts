import { createHash } from 'node:crypto';

import { expect, it } from '@jest/globals';

import { makeLeaf, personReference } from './leaf.js';
import type { IncomingEntry } from './log.entity.js';
import { TreeHasher } from './merkle.js';

const hasher = new TreeHasher('sha-256');
const personKey = Buffer.alloc(32, 7);
const maker = { hasher, personKey, salt: () => Buffer.alloc(32, 1) };
const [OBJECT, OTHER] = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002'];
const CODE = '91110000600037341L';

function event(data: object, changes: Partial<IncomingEntry> = {}): IncomingEntry {
  const text = JSON.stringify({
    specversion: '1.0', id: OTHER, source: '/jiqun/subsidy', type: 'jiqun.subsidy.award.fixed.v1', subject: `award/${OBJECT}`, time: '2026-03-01T00:00:00.000Z', tenant: 'CN-22', data,
  });
  return { service: 'subsidy', kind: 'event', position: 9, previousPosition: 7, text, ...changes };
}

const auditEntry = (fields: object): IncomingEntry => ({
  service: 'registry', kind: 'audit-entry', position: 3, previousPosition: 0,
  text: JSON.stringify({
    action: 'title.record', outcome: 'done', objectType: 'title', objectId: OBJECT, person: 'person-1', tenant: 'CN-22', recordedAt: '2026-03-01T00:00:00.000Z', ...fields,
  }),
});

it('a leaf is canonical JSON with an event’s payload in it as it is', () => {
  const entry = event({ z: 1, a: '集' });
  expect(makeLeaf(entry, maker).text).toBe(
    `{"content":${JSON.stringify(entry.text)},"id":"${OTHER}","kind":"event","object":"award/${OBJECT}","position":9,"previousPosition":7,` +
      '"recordedAt":"2026-03-01T00:00:00.000Z","service":"subsidy","tenant":"CN-22","type":"jiqun.subsidy.award.fixed.v1","v":1}',
  );
});

it.each([
  ['quotes and backslashes', '"\\"\\\\" \\u0041'], ['control characters', '\u0000\u001f\u007f\n\r\t'], ['what ends a line in some languages', '\u2028\u2029'],
  ['beyond the basic plane', '😀𠮷'], ['half a pair', '\ud83d alone \ude00'], ['right to left', '\u202eabc'], ['combining and composed', 'é e\u0301'],
  ['what looks like another field', '","position":1,"v":2,"x":"'], ['markup', '</script><!-- ]]>'], ['nothing', ''], ['a key of every object', '__proto__'],
])('a leaf with %s in it is made the same way twice, is hashed as its bytes are, and reads back as what was written', (_what, hostile) => {
  const entry = event({ [hostile]: hostile, list: [hostile, { [hostile]: 1 }] });
  const [one, other] = [makeLeaf(entry, maker), makeLeaf(entry, maker)];
  expect(one.text).toBe(other.text);
  const bytes = Buffer.from(one.text);
  // Stored as text and read back as bytes, nothing may change.
  expect(bytes.toString('utf8')).toBe(one.text);
  expect(one.hash).toEqual(createHash('sha256').update(Buffer.of(0)).update(bytes).digest());
  expect(JSON.parse(one.text)).toMatchObject({ v: 1, position: 9, previousPosition: 7, content: entry.text });
  const refused = makeLeaf(auditEntry({ objectId: hostile, reason: hostile, detail: { [hostile]: hostile } }), maker);
  expect(Buffer.from(refused.text).toString('utf8')).toBe(refused.text);
  expect(refused.secrets.find(({ field }) => field === 'reason')?.value).toBe(JSON.stringify(hostile));
});

it('who did it, for whom and in which words is not in the leaf, only a salted commitment to each', () => {
  const leaf = makeLeaf(auditEntry({ onBehalfOf: 'client-9', reason: '张三举报', clause: 'SUB-16', detail: { amount: '1.00', by: 'person-4' } }), maker);
  for (const personal of ['person-1', 'client-9', '张三', 'person-4']) expect(leaf.text).not.toContain(personal);
  const commit = (value: string): string => createHash('sha256').update(Buffer.alloc(32, 1)).update(value).digest('hex');
  expect(JSON.parse(leaf.text)).toMatchObject({
    action: 'title.record', clause: 'SUB-16', content: '{"amount":"1.00"}', outcome: 'done',
    commitments: { person: commit('person-1'), client: commit('client-9'), reason: commit('张三举报'), 'detail.by': commit('person-4') },
  });
  expect(leaf.references.filter(({ kind }) => kind === 'person').map(({ value }) => value)).toEqual(
    ['person-1', 'client-9', 'person-4'].map((person) => personReference(personKey, 'CN-22', person)),
  );
});

it('who evaluated, decided or proposed something that an entry tells of is committed to like anybody else', () => {
  const before = { score: '60', evaluatedBy: 'person-6', reasons: '王五核实', corrections: [{ confirmedBy: 'person-7' }] };
  const leaf = makeLeaf(auditEntry({ detail: { before } }), maker);
  for (const personal of ['person-6', 'person-7', '王五']) expect(leaf.text).not.toContain(personal);
  expect((JSON.parse(leaf.text) as { content: string }).content).toBe('{"before":{"corrections":[{}],"score":"60"}}');
  const people = leaf.references.filter(({ kind }) => kind === 'person').map(({ value }) => value);
  expect(people).toEqual(expect.arrayContaining(['person-6', 'person-7'].map((person) => personReference(personKey, 'CN-22', person))));
  expect(people).not.toContain(personReference(personKey, 'CN-22', '王五核实'));
});

it('an event that carries a person by mistake commits to them too, wherever they stand', () => {
  const leaf = makeLeaf(event({ grounds: [{ kind: 'x' }, { reason: '李四说' }], editors: ['person-5'], state: 'open' }), maker);
  for (const personal of ['李四', 'person-5']) expect(leaf.text).not.toContain(personal);
  const { commitments, content } = JSON.parse(leaf.text) as { commitments: object; content: string };
  expect(Object.keys(commitments)).toEqual(['data.editors', 'data.grounds.1.reason']);
  expect((JSON.parse(content) as { data: unknown }).data).toEqual({ grounds: [{ kind: 'x' }, {}], state: 'open' });
});

it('it leads from the objects, enterprises and payments that an entry names to the leaf', () => {
  const { references } = makeLeaf(event({ awardId: OBJECT, items: [{ creditCode: CODE }], instalmentId: OTHER, note: 'award' }), maker);
  expect(references.filter(({ kind }) => kind === 'id').map(({ value }) => value)).toEqual([OBJECT, OTHER]);
  expect(references.filter(({ kind }) => kind === 'enterprise').map(({ value }) => value)).toEqual([CODE]);
  expect(references.filter(({ kind }) => kind === 'money').map(({ value }) => value)).toEqual([OBJECT, OTHER]);
});

it('an event about many payments at once, as a plan is, joins none of them', () => {
  const instalments = Array.from({ length: 7 }, (_, n) => ({ instalmentId: `01a00000-0000-7000-8000-00000000010${n}` }));
  const { references } = makeLeaf(event({ instalments }, {}), maker);
  expect(references.filter(({ kind }) => kind === 'money')).toEqual([]);
  expect(references.filter(({ kind }) => kind === 'id')).toHaveLength(8);
});

it('an event that names thousands of objects still leads from the person in it to the leaf, so that they can be erased', () => {
  const items = Array.from({ length: 3_000 }, (_, n) => ({ id: `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}` }));
  const { references } = makeLeaf(event({ items, by: 'person-5' }), maker);
  expect(references.filter(({ kind }) => kind === 'person').map(({ value }) => value)).toEqual([personReference(personKey, 'CN-22', 'person-5')]);
});

it('a refusal is marked as one', () => {
  expect([makeLeaf(auditEntry({ outcome: 'refused' }), maker).refused, makeLeaf(auditEntry({}), maker).refused]).toEqual([true, false]);
});
