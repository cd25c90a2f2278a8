import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BarReason, CheckedStanding, CheckStanding } from '@jiqun/contracts';
import { lockEnterprises, MessageClient, newId, type NatsLink } from '@jiqun/service-kit';
import type { DataSource, QueryRunner } from 'typeorm';

import { creditCode, PROGRAMME } from '../../test/group-bed.js';
import { refusalOf, ReviewBed } from '../../test/review-bed.js';
import { barInWords } from './bars.js';
import { StandingSource } from './standing-source.js';

const listing: BarReason = { kind: 'credit-listing', clause: 'SUB-6-2', list: 'dishonest-judgement-debtor', id: newId() as never, from: '2025-01-10' as never };
const ban: BarReason = { kind: 'ban', clause: 'SUB-13.c', id: newId() as never, from: '2025-02-01' as never, through: '2030-02-01' as never, firstDayFree: '2030-02-02' as never };
const terms = { programme: PROGRAMME, policyVersion: '2024-12-05', gate: 'plan', clause: 'SUB-6-2' } as const;

/** Audit as it answers on NATS, with its listings in its own schema: what is not committed there is in no answer. */
class Audit {
  asked: CheckStanding[] = [];
  /** Called before each answer. */
  before: () => Promise<void> = async () => await Promise.resolve();
  isSilent = false;

  constructor(
    private readonly link: NatsLink,
    readonly source: DataSource,
  ) {}

  start(): void {
    this.link.connection.subscribe(this.link.subject('audit.standing.check'), {
      callback: (_error, message) => {
        if (!this.isSilent) void this.#answer(message.json<{ data: CheckStanding }>().data).then((data) => message.respond(JSON.stringify({ ok: true, data })));
      },
    });
  }

  async list(runner: QueryRunner, code: string): Promise<void> {
    await lockEnterprises(runner.manager, 'exclusive', 'CN-22', [code]);
    await runner.query('INSERT INTO listed VALUES ($1)', [code]);
  }

  async #answer(question: CheckStanding): Promise<CheckedStanding> {
    this.asked.push(question);
    await this.before();
    const rows: { code: string }[] = await this.source.query('SELECT code FROM listed');
    const listed = new Set(rows.map(({ code }) => code));
    const standings = question.creditCodes.map((code) => ({ creditCode: code, mayApply: !listed.has(code), reasons: listed.has(code) ? [listing] : [] }));
    return { on: '2025-05-06' as never, askedAt: '2025-05-06T00:30:00.000Z' as never, standings };
  }
}

let bed: ReviewBed;
let audit: Audit;
let messages: MessageClient;

beforeAll(async () => {
  bed = await ReviewBed.open('2025-05-06', async ({ bed: test }) => {
    const source = await test.open('audit', {}, 6);
    const { DataSource: Source } = await import('typeorm');
    const owner = await new Source({ type: 'postgres', url: test.ownerUrl('audit') }).initialize();
    await owner.query('CREATE TABLE listed (code text PRIMARY KEY)');
    await owner.destroy();
    const link = await test.connect();
    audit = new Audit(link, source);
    audit.start();
    messages = new MessageClient(link);
    return new StandingSource(messages);
  });
}, 60_000);

afterAll(async () => {
  await messages.close();
  await bed.close();
});

/** Asks the gate in a command of its own. */
async function ask(creditCodes: readonly string[], mode: 'refuse' | 'tell', id: string = newId()): Promise<CheckedStanding> {
  return await bed.bed.within(async (transaction) => await bed.gate.require(transaction, { ...terms, creditCodes, mode, about: { noun: 'award', id } }));
}

async function inAudit(effect: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = audit.source.createQueryRunner();
  await runner.connect();
  await runner.startTransaction();
  await effect(runner);
  await runner.commitTransaction();
  await runner.release();
}

describe('the gate', () => {
  it('SUB-6-2: the answer and its time are stored with the decision, for officials and auditors of its own tenant', async () => {
    const [code, id] = [creditCode(), newId()];
    const answer = await ask([code], 'refuse', id);
    expect(answer.standings).toEqual([{ creditCode: code, mayApply: true, reasons: [] }]);
    const page = await bed.checks.list({ noun: 'award', id: id as never }, bed.as('auditor', '220000'));
    expect(page.items).toMatchObject([{ gate: 'plan', objectId: id, isClear: true, clause: 'SUB-6-2', policyVersion: '2024-12-05', answer }]);
    expect((await refusalOf(bed.checks.list({ noun: 'award', id: id as never }, bed.as('auditor', '650000')))).code).toBe('NOT_FOUND');
  });

  it('SUB-6-2: a listed enterprise is refused by name, list and clause, or told about; a refused command leaves nothing', async () => {
    const [clean, listed, id] = [creditCode(), creditCode(), newId()];
    await inAudit(async (runner) => await audit.list(runner, listed));
    const refusal = await refusalOf(ask([clean, listed], 'refuse', id));
    expect([refusal.code, refusal.clause, refusal.params['what']]).toEqual(['CLAUSE_FORBIDS', 'SUB-6-2', listed]);
    expect(refusal.issues).toMatchObject([{ path: `creditCodes.${listed}`, code: 'CREDIT_LISTING' }]);
    expect(refusal.issues?.[0]?.message.zh).toContain('失信被执行人名单');
    expect((await refusalOf(bed.checks.list({ noun: 'award', id: id as never }, bed.as('auditor', '220000')))).code).toBe('NOT_FOUND');
    expect((await ask([clean, listed], 'tell', id)).standings.map(({ mayApply }) => mayApply)).toEqual([true, false]);
    expect((await bed.checks.list({ noun: 'award', id: id as never }, bed.as('auditor', '220000'))).items).toMatchObject([{ isClear: false }]);
  });

  it('SUB-13.c: a ban says until when it lasts, a listing that no end is set', () => {
    expect(barInWords('91220101MA0000000X', ban)).toMatchObject({ zh: expect.stringContaining('至 2030-02-01 止'), en: expect.stringContaining('through 2030-02-01') });
    expect(barInWords('91220101MA0000000X', listing).en).toContain('no end is set');
  });

  it('SUB-6-2: audit that does not answer within two seconds is no clean standing: the command fails and can be tried again', async () => {
    audit.isSilent = true;
    const id = newId();
    const refusal = await refusalOf(ask([creditCode()], 'tell', id));
    audit.isSilent = false;
    expect([refusal.code, refusal.params['service'], refusal.toAnswerError().retryable]).toEqual(['SERVICE_UNAVAILABLE', 'audit', true]);
    expect((await refusalOf(bed.checks.list({ noun: 'award', id: id as never }, bed.as('auditor', '220000')))).code).toBe('NOT_FOUND');
  }, 15_000);

  it('SUB-6-2: more enterprises than one question holds are asked in several', async () => {
    audit.asked = [];
    const codes = Array.from({ length: 201 }, creditCode);
    expect((await ask(codes, 'tell')).standings.map(({ creditCode: code }) => code as string)).toEqual(codes);
    expect(audit.asked.map(({ creditCodes }) => creditCodes.length)).toEqual([200, 1]);
  });
});

describe('a listing that commits while something is being given', () => {
  it('SUB-6-2: begun before, it is waited for, and is in the answer', async () => {
    const code = creditCode();
    audit.asked = [];
    let asking: Promise<CheckedStanding> | undefined;
    await inAudit(async (runner) => {
      await audit.list(runner, code);
      asking = ask([code], 'refuse');
      asking.catch(() => undefined);
      await untilWaiting();
      expect(audit.asked).toEqual([]);
    });
    expect((await refusalOf(asking as Promise<CheckedStanding>)).code).toBe('CLAUSE_FORBIDS');
  });

  it('SUB-6-2: begun after the question, it commits only when what is given has', async () => {
    const code = creditCode();
    const order: string[] = [];
    let listed: Promise<void> | undefined;
    audit.before = async () => {
      listed = inAudit(async (runner) => {
        await audit.list(runner, code);
        order.push('listed');
      });
      await untilWaiting();
    };
    const given = bed.bed.within(async (transaction) => {
      const answer = await bed.gate.require(transaction, { ...terms, creditCodes: [code], mode: 'refuse', about: { noun: 'award', id: newId() } });
      order.push('given');
      return answer;
    });
    expect((await given).standings).toMatchObject([{ mayApply: true }]);
    audit.before = async () => await Promise.resolve();
    await listed;
    expect(order).toEqual(['given', 'listed']);
  });
});

/** Until somebody in this database waits for an enterprise's lock. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const rows: { waiting: number }[] = await bed.bed.source.query(
      `SELECT count(*)::integer AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if ((rows[0]?.waiting ?? 0) > 0) return;
    await new Promise((resume) => setTimeout(resume, 10));
  }
}
