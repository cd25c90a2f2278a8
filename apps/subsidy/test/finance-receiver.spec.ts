import { Refusal, type DisbursementOrder } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DisbursementBed } from './disbursement-bed.js';
import { FinanceReceiver, randomOf } from './finance-receiver.js';

const SEQUENCES = 30;
const STEPS = 24;
const AMOUNT = 1_000_000n;

let bed: DisbursementBed;

beforeAll(async () => {
  bed = await DisbursementBed.open();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

/** What the law or the state forbids is refused, and that is all; anything else is a fault. */
async function tried(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refusal) || !['STATE_FORBIDS', 'CLAUSE_FORBIDS', 'VERSION_CONFLICT'].includes(error.code)) throw error;
  });
}

const ordersOf = async (instalmentId: string): Promise<DisbursementOrder[]> => {
  const { items } = await bed.disbursements.list({ instalmentId }, bed.as('auditor', '220000'));
  return await Promise.all(items.map(async ({ orderId }) => await bed.order(orderId)));
};

/** Authorises and issues again what failed: two people, as far as the service lets them. */
async function retried(instalmentId: string): Promise<void> {
  if ((await bed.stateOf(instalmentId)) === 'failed') await tried(bed.authorise(instalmentId));
  if ((await bed.stateOf(instalmentId)) !== 'authorised') return;
  const [row] = (await bed.bed.source.query('SELECT version FROM instalment WHERE id = $1', [instalmentId])) as [{ version: number }];
  await tried(bed.issue({ id: instalmentId, version: row.version }));
}

async function step(receiver: FinanceReceiver, instalmentId: string, random: () => number): Promise<void> {
  const orders = await ordersOf(instalmentId);
  const order = orders[Math.floor(random() * orders.length)] as DisbursementOrder;
  const dice = random();
  if (dice < 0.15) await tried(bed.release(order.orderId));
  else if (dice < 0.35) receiver.pay(order);
  else if (dice < 0.6) await tried(receiver.answer(order));
  else if (dice < 0.7) await tried(receiver.findOut(order));
  else if (dice < 0.88) await retried(instalmentId);
  else if (dice < 0.91) await receiver.state();
  else if (dice < 0.94) receiver.bounce(order);
  else if (dice < 0.97) await tried(bed.disbursements.doubt({ id: order.orderId, version: order.version, reason: '查询（样例）' }, bed.as('county-finance')));
  else await bed.disbursements.doubtSilence(order.orderId, { caller: bed.as('county-finance').caller, identity: { kind: 'event', consumer: 'test', eventId: newId() } });
}

/** The statement comes, and people look after what it leaves open. */
async function ended(receiver: FinanceReceiver, instalmentId: string): Promise<void> {
  await receiver.state();
  for (const { orderId, state, version } of await ordersOf(instalmentId)) {
    // Reported as paid, and on no statement.
    const isDenied = state === 'executed' && receiver.paid({ order: orderId }) === 0;
    if (isDenied) await bed.disbursements.doubt({ id: orderId, version, reason: '流水中没有（样例）' }, bed.as('county-finance'));
    await receiver.findOut(await bed.order(orderId));
  }
}

describe('a finance system that cannot be relied on', () => {
  const seed = Number.parseInt(newId().slice(-8), 16);

  it(`SUB-12.b: ${SEQUENCES} random sequences pay nothing twice, and bank and ledger agree to the fen (seed ${seed})`, async () => {
    const random = randomOf(seed);
    let retries = 0;
    let paid = 0;
    for (let at = 0; at < SEQUENCES; at += 1) {
      const first = await bed.issued();
      const { instalmentId, awardId } = first;
      const receiver = new FinanceReceiver(bed, `R${at}`, random);
      for (let count = 0; count < STEPS; count += 1) {
        await step(receiver, instalmentId, random);
        expect([at, count, receiver.paid({ instalmentId })]).toEqual([at, count, receiver.paid({ instalmentId }) > 0 ? 1 : 0]);
      }
      await ended(receiver, instalmentId);
      const isPaid = receiver.paid({ instalmentId }) === 1;
      const state = await bed.stateOf(instalmentId);
      expect([at, state === 'confirmed', await bed.balance('paid', awardId)]).toEqual([at, isPaid, isPaid ? AMOUNT : 0n]);
      expect((await ordersOf(instalmentId)).filter(({ outcome }) => outcome === 'paid-in-excess')).toEqual([]);
      retries += (await ordersOf(instalmentId)).length - 1;
      paid += isPaid ? 1 : 0;
    }
    // Sequences that never pay or never try again would prove nothing.
    expect([paid > 0, paid < SEQUENCES, retries > 0]).toEqual([true, true, true]);
    const [sums] = (await bed.bed.source.query(
      `SELECT (SELECT coalesce(sum(balance_fen), 0) FROM ledger_account WHERE kind = 'paid')::text AS ledger,
         (SELECT coalesce(sum(amount_fen), 0) FROM bank_statement_line)::text AS bank`,
    )) as [{ ledger: string; bank: string }];
    expect(sums.ledger).toBe(sums.bank);
    const { items } = await bed.statements.list({ limit: 200 }, bed.as('auditor', '220000'));
    for (const { id } of items) {
      const { version } = await bed.statements.get(id, bed.as('auditor', '220000'));
      expect(await bed.statements.reconcile({ id, version }, bed.as('county-finance'))).toMatchObject({ difference: '0.00', counts: { missing: 0, unknown: 0, duplicate: 0 } });
    }
  }, 150_000);
});
