import { jest } from '@jest/globals';
import { drillContracts, recordContracts, Refusal, type RecordPage } from '@jiqun/contracts';
import type { DataSource } from 'typeorm';

import { MessageBed } from '../../test/message-bed.js';
import { RefusalRecorder } from '../audit/refusal-recorder.js';
import { newId } from '../clock/new-id.js';
import { CommandRunner } from '../commands/command-runner.js';
import { Reader } from '../database/reader.js';
import type { ServedContract } from '../messaging/handles.decorator.js';
import { MessageClient } from '../messaging/message-client.js';
import { connectNats } from '../messaging/nats-connection.js';
import { createTestBed, startNats, testCaller, type TestBed } from '../testing/index.js';
import { RecordRepository } from './record.repository.js';
import { RecordService } from './record.service.js';
import { SettledPositions } from './settled-positions.js';

jest.setTimeout(60_000);

let bed: TestBed;
let source: DataSource;
beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry', {}, 8);
});
afterAll(async () => await bed.close());

const record = (): RecordService => new RecordService(new RecordRepository(new Reader(source)));
const settled = (waitMs: number): SettledPositions => {
  const reader = new Reader(source);
  return new SettledPositions({ table: 'outbox', column: 'position' }, reader.read.bind(reader), waitMs);
};
const FAR = 1_000_000n;
const INSERT = `
  INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
  VALUES ('CN-22', $1, 'jiqun.registry.drill.started.v1', 'drill/1', $2, now()) RETURNING position::integer AS position`;

/** A transaction that has taken a position and is still open. */
async function openWriter(payload = '{}'): Promise<{ position: number; end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> }> {
  const runner = source.createQueryRunner();
  await runner.query('BEGIN');
  const [row] = (await runner.query(INSERT, [newId(), payload])) as [{ position: number }];
  return {
    position: row.position,
    end: async (how) => {
      await runner.query(how);
      await runner.release();
    },
  };
}

async function write(payload = '{}'): Promise<number> {
  const writer = await openWriter(payload);
  await writer.end('COMMIT');
  return writer.position;
}

describe('what a service hands out', () => {
  it('ends before the place of a transaction that is still open, also when later ones have committed', async () => {
    const service = record();
    const before = await write();
    const slow = await openWriter('{"slow":true}');
    const after = await write();
    expect(after).toBeGreaterThan(slow.position);
    const early = await service.read({ kind: 'event', after: before - 1, limit: 100 });
    expect(early.upTo).toBeLessThan(slow.position);
    expect(early.entries.filter(({ position }) => position >= slow.position)).toEqual([]);
    await slow.end('COMMIT');
    const { entries } = await service.read({ kind: 'event', after: before, limit: 100 });
    expect(entries).toEqual([{ position: slow.position, text: '{"slow":true}' }, { position: after, text: '{}' }]);
  });

  it('leaves out a place whose transaction was rolled back, and goes on behind it', async () => {
    const lost = await openWriter();
    const kept = await write();
    await lost.end('ROLLBACK');
    const { entries } = await record().read({ kind: 'event', after: lost.position - 1, limit: 100 });
    expect(entries.map(({ position }) => position)).toEqual([kept]);
  });

  it('goes on behind a gap that is longer than a page: a large transaction was rolled back', async () => {
    const before = await write();
    const lost = await openWriter();
    for (let n = 0; n < 20; n += 1) await source.query(`SELECT nextval(pg_get_serial_sequence('outbox', 'position'))`);
    await lost.end('ROLLBACK');
    const service = record();
    expect((await service.read({ kind: 'event', after: before, limit: 5 })).entries).toEqual([]);
    const kept = await write();
    expect((await service.read({ kind: 'event', after: before, limit: 5 })).entries.map(({ position }) => position)).toEqual([kept]);
  });

  it('goes on although one long transaction follows the other: what a question could not wait for is settled for the next', async () => {
    const positions = settled(20);
    const first = await openWriter();
    expect(await positions.upTo(FAR)).toBeLessThan(BigInt(first.position));
    const second = await openWriter();
    await first.end('COMMIT');
    const reached = await positions.upTo(FAR);
    expect([reached >= BigInt(first.position), reached < BigInt(second.position)]).toEqual([true, true]);
    await second.end('COMMIT');
  });

  it('of many writers at once is every place exactly once, in order', async () => {
    const service = record();
    const begin = await write();
    const positions = new Set<number>();
    const seen: number[] = [];
    let writing = true;
    const reading = (async () => {
      for (let after = begin; ; ) {
        const ending = !writing;
        const page = await service.read({ kind: 'event', after, limit: 50 });
        seen.push(...page.entries.map(({ position }) => position));
        after = seen.at(-1) ?? after;
        if (ending && page.entries.length === 0) return;
      }
    })();
    await Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 0; n < 60; n += 1) {
          const open = await openWriter();
          await new Promise((resume) => setTimeout(resume, (writer * n) % 7));
          const isKept = n % 9 !== 0;
          await open.end(isKept ? 'COMMIT' : 'ROLLBACK');
          if (isKept) positions.add(open.position);
        }
      }),
    );
    writing = false;
    await reading;
    expect(seen).toEqual([...positions].toSorted((one, other) => one - other));
  });

  it('of an event larger than an answer comes in pieces that make its text again', async () => {
    const text = JSON.stringify({ text: `${'集"😀'.repeat(180_000)}` });
    const position = await write(text);
    await write();
    const service = record();
    let whole = '';
    for (;;) {
      const page: RecordPage = await service.read({ kind: 'event', after: position - 1, limit: 10, ...(whole === '' ? {} : { offset: whole.length }) });
      expect(page.entries).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(900_000);
      expect(page.piece).toMatchObject({ position, offset: whole.length, length: text.length });
      // As the wire has it: half a pair at the end must survive.
      whole += (JSON.parse(JSON.stringify(page)) as RecordPage).piece?.text ?? '';
      if (whole.length >= text.length) break;
    }
    expect(whole).toBe(text);
  });

  it('holds what fits into an answer, and the next one goes on', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(200_000) });
    const first = await write(text);
    for (let n = 0; n < 4; n += 1) await write(text);
    const service = record();
    const page = await service.read({ kind: 'event', after: first - 1, limit: 100 });
    expect(page.entries).toHaveLength(3);
    expect((await service.read({ kind: 'event', after: page.entries[2]?.position ?? 0, limit: 100 })).entries).toHaveLength(2);
  });

  it('has what was done and what was refused, as canonical JSON of all columns that have a value', async () => {
    const runner = new CommandRunner(source, { service: 'registry', lanes: 1, groupSize: 1 });
    const caller = testCaller({ person: 'person-7', client: 'client-2' });
    const { upTo } = await record().read({ kind: 'audit-entry', after: 0, limit: 1 });
    await runner.run({ caller, identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash: Buffer.alloc(32) } }, async (transaction) => {
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: 'd-1', clause: 'SME-10', reason: '因“核查”\u2028', detail: { b: [1, { z: 1, a: 'é' }], a: 2 } });
      await Promise.resolve();
    });
    await new RefusalRecorder(source).record('drill.start', testCaller({ person: 'person-8' }), new Refusal('OTHER_TENANT'));
    const { entries } = await record().read({ kind: 'audit-entry', after: upTo, limit: 10 });
    expect(entries.map(({ text }) => text.replace(/"(id|recordedAt)":"[^"]+"/g, '"$1":"-"'))).toEqual([
      '{"action":"drill.start","clause":"SME-10","detail":{"a":2,"b":[1,{"a":"é","z":1}]},"id":"-","objectId":"d-1","objectType":"drill","onBehalfOf":"client-2",' +
        '"outcome":"done","person":"person-7","reason":"因“核查”\u2028","recordedAt":"-","tenant":"CN-22"}',
      '{"action":"drill.start","detail":{"code":"OTHER_TENANT","params":{}},"id":"-","objectId":"drill.start","objectType":"permission",' +
        '"outcome":"refused","person":"person-8","recordedAt":"-","tenant":"CN-22"}',
    ]);
  });
});

describe('audit entries', () => {
  it('come in the order of their numbers, page by page, each once, also from 9 to 10 and from 99 to 100', async () => {
    await source.query(`
      INSERT INTO audit_entry (recorded_at, tenant, person, action, outcome, object_type, object_id)
      SELECT now(), 'CN-22', 'person-1', 'drill.start', 'done', 'drill', n::text FROM generate_series(1, 130) AS made (n)`);
    const service = record();
    const seen: number[] = [];
    for (;;) {
      const { entries } = await service.read({ kind: 'audit-entry', after: seen.at(-1) ?? 0, limit: 7 });
      if (entries.length === 0) break;
      seen.push(...entries.map(({ position }) => position));
    }
    const stored = await source.query<{ id: number }[]>('SELECT id::integer AS id FROM audit_entry ORDER BY audit_entry.id');
    expect(seen).toEqual(stored.map(({ id }) => id));
    expect(seen.length).toBeGreaterThanOrEqual(130);
  });
});

describe('a NATS store that is lost', () => {
  it('takes nothing along: the same is answered before and after', async () => {
    const nats = await startNats();
    const own = await connectNats({ url: nats.url, name: 'test', prefix: '' });
    const server = await (await MessageBed.open()).serve(own, [[recordContracts.registry.read as unknown as ServedContract, async (request) => await record().read(request)]]);
    const client = new MessageClient(own);
    const ask = async (): Promise<RecordPage> => await client.query(recordContracts.registry.read, { kind: 'event', after: 0, limit: 1_000 }, { withinMs: 20_000 });
    const before = await ask();
    await nats.kill();
    await nats.start(true);
    expect(await ask()).toEqual(before);
    expect(before.entries.length).toBeGreaterThan(100);
    await client.close();
    await server.close();
    await own.connection.close();
    await nats.close();
  });
});

describe('who may read it', () => {
  it('is another service, whose question carries nobody; a question with any person’s context is refused and put on record', async () => {
    const messages = await MessageBed.open();
    const link = await bed.connect();
    const client = new MessageClient(link);
    const told: string[] = [];
    const server = await messages.serve(link, [[recordContracts.registry.read as unknown as ServedContract, async (request) => await record().read(request)]], {
      onForbidden: async (contract, { person }, { code }) => void told.push(`${contract.subject} ${person} ${code}`),
    });
    const question = { kind: 'event', after: 0, limit: 1 } as const;
    await expect(client.query(recordContracts.registry.read, question, {})).resolves.toMatchObject({ entries: [{ position: 1 }] });
    const context = await messages.context({ grants: ['system-administrator', 'audit-administrator', 'auditor'].map((role) => ({ role, region: '220000' })) });
    await expect(client.query(recordContracts.registry.read, question, { context })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect(told).toEqual(['registry.record.read person-1 NOT_PERMITTED']);
    await client.close();
    await server.close();
  });

  it('is nobody who only calls itself a service', async () => {
    const { permits } = await import('../authorisation/permits.js');
    const { peerCaller } = await import('../authorisation/peer-caller.js');
    const { permission } = recordContracts.registry.read;
    expect(() => permits(permission, peerCaller)).not.toThrow();
    expect(() => permits(permission, { ...peerCaller })).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
    expect(() => permits(drillContracts.registry.start.permission, peerCaller)).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
  });
});
