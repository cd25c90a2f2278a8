import { moneyOf, type DisbursementOrder } from '@jiqun/contracts';

import type { BankLine } from './bank-lines.js';
import { DisbursementBed } from './disbursement-bed.js';

/** Pseudo-random numbers that a seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A finance department whose system cannot be relied on, with a bank that does what it does: it acknowledges or not, answers late, twice,
 * wrongly or never, rejects what it has paid and reports what it has not. What its people say with evidence is true: they ask the bank,
 * and have an order cancelled there before they call it unpaid.
 */
export class FinanceReceiver {
  /** What the bank did, in order. */
  readonly lines: (BankLine & { readonly instalmentId: string })[] = [];
  readonly #cancelled = new Set<string>();
  #stated = 0;
  #statements = 0;

  constructor(
    private readonly bed: DisbursementBed,
    private readonly name: string,
    private readonly random: () => number,
  ) {}

  /** What the bank has paid of something and not taken back: by the order, or the instalment. */
  paid(by: { readonly order?: string; readonly instalmentId?: string }): number {
    const of = this.lines.filter(({ order, instalmentId }) => (by.order === undefined || order === by.order) && (by.instalmentId === undefined || instalmentId === by.instalmentId));
    return of.reduce((sum, { amount }) => sum + (amount > 0n ? 1 : -1), 0);
  }

  /** The bank pays an order once, unless it was cancelled; it does not see whether somebody released it. */
  pay(order: DisbursementOrder): void {
    const { orderId, instalmentId } = order;
    if (this.#cancelled.has(orderId) || this.lines.some((line) => line.order === orderId)) return;
    this.lines.push({ reference: `B-${orderId}`, order: orderId, instalmentId, day: order.issuedOn, amount: fen(order) });
  }

  /** The payee's bank sends the money back; the order is not paid again. */
  bounce(order: DisbursementOrder): void {
    const { orderId, instalmentId } = order;
    if (this.paid({ order: orderId }) !== 1) return;
    this.#cancelled.add(orderId);
    this.lines.push({ reference: `B-${orderId}`, order: orderId, instalmentId, day: order.issuedOn, amount: -fen(order) });
  }

  /** What the system says next of an order: true or not, once, twice, or both ways at once. */
  async answer(order: DisbursementOrder): Promise<void> {
    const { orderId } = order;
    const dice = this.random();
    if (dice < 0.15) return;
    if (dice < 0.3) await this.bed.acknowledge(orderId);
    else if (dice < 0.5) await this.bed.execute(order);
    else if (dice < 0.6) await Promise.all([this.bed.execute(order), this.bed.execute(order)]);
    else if (dice < 0.65) await this.bed.execute(order, { amount: moneyOf(fen(order) + 1n) });
    else if (dice < 0.7) await this.bed.execute(order, { bankReference: `WRONG-${orderId}` });
    else if (dice < 0.85) await this.bed.reject(orderId);
    else if (dice < 0.92) await Promise.all([this.bed.reject(orderId), this.bed.execute(order)]);
    else await Promise.all([this.bed.reject(orderId), this.bed.reject(orderId, 'OTHER')]);
  }

  /** People ask the bank, and have what is not paid cancelled. */
  async findOut({ orderId, state, cause }: DisbursementOrder): Promise<void> {
    const isPaid = this.paid({ order: orderId }) > 0;
    if (state === 'in-doubt') {
      if (!isPaid) this.#cancelled.add(orderId);
      await this.bed.settle(orderId, isPaid ? 'paid' : 'not-paid');
    } else if (state === 'rejected' && cause === undefined && !isPaid) {
      this.#cancelled.add(orderId);
      await this.bed.recordCause(orderId);
    }
  }

  /** A statement of all that the bank has done since the last one. @returns its difference */
  async state(): Promise<string> {
    const lines = this.lines.slice(this.#stated);
    if (lines.length === 0) return '0.00';
    this.#stated = this.lines.length;
    this.#statements += 1;
    return (await this.bed.statement(lines, { accountRef: `${this.name}-${this.#statements}` })).difference;
  }
}

const fen = ({ amount }: DisbursementOrder): bigint => BigInt(amount.replace('.', ''));
