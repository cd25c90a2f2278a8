import { createHash } from 'node:crypto';

import { type CheckStanding, creditLists, sanctionOrdered, type SanctionOrdered, standingContracts, tenantSchema } from '@jiqun/contracts';
import { type Call, CommandRunner, lockEnterprises, MessageClient, newId, type Transaction } from '@jiqun/service-kit';
import { testCaller, until } from '@jiqun/service-kit/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';

import { AuditBed, sampleCreditCode } from './audit-bed.js';

jest.setTimeout(120_000);

const ENTERPRISES = 150;
const AWARDS_EACH = 3;

let bed: AuditBed;
let awards: CommandRunner;
let admin: DataSource;
let client: MessageClient;

beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01', 12);
  awards = new CommandRunner(await bed.bed.open('subsidy', {}, 12), { service: 'subsidy', lanes: 8, groupSize: 4 });
  const url = new URL(bed.bed.adminUrl);
  url.pathname = `/${bed.bed.database}`;
  admin = await new DataSource({ type: 'postgres', url: url.href }).initialize();
  // Positions are taken inside the transactions, behind the locks that they hold until their commits: of two transactions about
  // one enterprise that cannot overlap, the one with the lower position has committed before the other took its own.
  await admin.query(`
    CREATE SCHEMA race;
    CREATE SEQUENCE race.position;
    CREATE TABLE race.award (position bigint DEFAULT nextval('race.position'), code text NOT NULL);
    CREATE TABLE race.bar (position bigint DEFAULT nextval('race.position'), code text NOT NULL);
    GRANT USAGE ON SCHEMA race TO PUBLIC;
    GRANT SELECT, INSERT ON race.award TO PUBLIC;
    GRANT USAGE ON SEQUENCE race.position TO PUBLIC;
    CREATE FUNCTION race.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN INSERT INTO race.bar (code) VALUES (NEW.credit_code); RETURN NEW; END $$;
    CREATE TRIGGER race_note AFTER INSERT ON audit.sanction FOR EACH ROW EXECUTE FUNCTION race.note();
    CREATE TRIGGER race_note AFTER INSERT ON audit.credit_listing FOR EACH ROW EXECUTE FUNCTION race.note()`);
  const link = await bed.bed.connect('audit');
  link.connection.subscribe(link.subject(standingContracts.check.subject), {
    callback: (_error, message) => {
      void bed.standings.check(message.json<{ data: CheckStanding }>().data).then((data) => message.respond(JSON.stringify({ ok: true, data })));
    },
  });
  client = new MessageClient(await bed.bed.connect('subsidy'));
});
afterAll(async () => {
  await client.close();
  await admin.destroy();
  await bed.close();
});

function work(): Call {
  const key = newId();
  const payloadHash = createHash('sha256').update(key).digest();
  return { caller: testCaller(), identity: { kind: 'key', tenant: 'CN-22', operation: 'subsidy.test', key, payloadHash } };
}

/** What subsidy does: asks audit inside the transaction, and gives only to who may have it. @param asked is done between the answer and the award */
async function award(code: string, asked: () => Promise<void>, lock: boolean): Promise<'given' | 'refused'> {
  return await awards.run(work(), async (transaction: Transaction) => {
    transaction.record({ action: 'award.test', objectType: 'award', objectId: code });
    if (lock) await lockEnterprises(transaction.manager, 'shared', 'CN-22', [code]);
    const question = { tenant: tenantSchema.parse('CN-22'), programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', creditCodes: [code], on: '2026-03-01' };
    const answer = await client.query(standingContracts.check, question as CheckStanding, {});
    if (answer.standings[0]?.mayApply !== true) return 'refused';
    await asked();
    await transaction.manager.query('INSERT INTO race.award (code) VALUES ($1)', [code]);
    return 'given';
  });
}

async function ban(code: string): Promise<void> {
  await bed.take(sanctionOrdered, {
    orderId: newId(), creditCode: code, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation', hardToCorrect: true,
    decidedOn: '2026-03-01', document: code,
  } as SanctionOrdered);
}

/** Lists an enterprise by a load, whose chunk is the transaction that bars. */
async function list(code: string): Promise<void> {
  const load = await bed.loads.begin({ list: creditLists[0], source: code, kind: 'delta', asOf: '2026-03-01' as never }, bed.as());
  const filled = await bed.loads.append({ id: load.id, version: load.version, rows: [{ creditCode: code, listedFrom: '2026-02-01' } as never] }, bed.as());
  const { id, version } = await bed.loads.check({ id: filled.id, version: filled.version }, bed.as());
  await bed.loads.apply({ id, version }, bed.as());
  await bed.work();
}

/** Awards that were given although the enterprise had been barred before. */
async function violations(code?: string): Promise<number> {
  const rows: { count: number }[] = await admin.query(
    'SELECT count(*)::integer AS count FROM race.award a JOIN race.bar b USING (code) WHERE b.position < a.position AND ($1::text IS NULL OR code = $1)', [code ?? null],
  );
  return rows[0]?.count ?? Number.NaN;
}

const pause = async (ms: number): Promise<void> => await new Promise((resume) => setTimeout(resume, ms));

describe('a bar and an award at the same time', () => {
  it('SUB-13.c: hundreds of interleavings give no award behind a ban that is not in its answer', async () => {
    const codes = Array.from({ length: ENTERPRISES }, () => sampleCreditCode());
    const outcomes = await Promise.all(
      codes.flatMap((code, at) => [
        ...Array.from({ length: AWARDS_EACH }, async (_each, number) => {
          await pause((at * 7 + number * 13) % 40);
          return await award(code, async () => await pause((at + number) % 5), true);
        }),
        pause((at * 11) % 40).then(async () => await ban(code)),
      ]),
    );
    // Both must have happened often, or nothing was shown.
    expect(outcomes.filter((outcome) => outcome === 'given').length).toBeGreaterThan(ENTERPRISES / 5);
    expect(outcomes.filter((outcome) => outcome === 'refused').length).toBeGreaterThan(ENTERPRISES / 5);
    expect(await violations()).toBe(0);
    expect(await admin.query('SELECT count(*)::integer AS bars FROM race.bar')).toEqual([{ bars: ENTERPRISES }]);
  });

  it.each([['SUB-13.c: a ban', ban], ['SUB-6-2: a listing', list]] as const)(
    '%s that begins after the answer waits until the award is committed',
    async (_what, bar) => {
      const code = sampleCreditCode();
      let barred: Promise<void> | undefined;
      const given = await award(code, async () => {
        barred = bar(code);
        await until('it waits for the lock', async () => {
          const waiting: { count: number }[] = await admin.query(`SELECT count(*)::integer AS count FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND NOT granted`);
          return waiting[0]?.count === 1;
        });
      }, true);
      await barred;
      expect([given, await violations(code)]).toEqual(['given', 0]);
      expect(await award(code, async () => undefined, true)).toBe('refused');
    },
  );

  it.each([['SUB-13.c: a ban', ban], ['SUB-6-2: a listing', list]] as const)('%s that begins after the answer is passed by when the award takes no lock', async (_what, bar) => {
    const code = sampleCreditCode();
    const given = await award(code, async () => await bar(code), false);
    expect([given, await violations(code)]).toEqual(['given', 1]);
  });
});
