import {
  type BankStatement, bankStatementContracts, type DisbursementIssued, disbursementContracts, type DisbursementOrder, type DisbursementReceipt, type PayOut, payOutContracts,
} from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';

import type { Installation, Somebody } from './installation.js';
import { at, hashOf } from './payment-actors.js';

/** The finance system of a county and its people: told by events what to pay, it answers by commands. */
export class FinanceClient {
  /** Orders that came as events, in their order. */
  readonly orders: DisbursementIssued[] = [];
  /** Orders that may go to the bank, as events say. */
  readonly released = new Set<string>();
  readonly #lines: string[] = [];
  #spent = 0n;

  private constructor(
    private readonly installation: Installation,
    readonly region: string,
  ) {}

  static async listening(installation: Installation, region: string): Promise<FinanceClient> {
    const client = new FinanceClient(installation, region);
    const { connection, subject } = await installation.bed.connect(`finance-${region}`);
    const listen = (type: string, take: (data: DisbursementIssued) => void): void => {
      connection.subscribe(subject(type), {
        callback: (_error, message) => {
          const { data } = message.json<{ data: DisbursementIssued }>();
          if (data.region === region) take(data);
        },
      });
    };
    listen(disbursementContracts.issued.type, (order) => void client.orders.push(order));
    listen(payOutContracts.authorised.type, ({ orderId }) => void client.released.add(orderId));
    await connection.flush();
    return client;
  }

  system(): Somebody {
    return this.installation.as('finance-system', this.region);
  }

  person(name: string): Somebody {
    return this.installation.as('county-finance', this.region, `${name}-${this.region}`);
  }

  /** Waits for the event of the order of an instalment's attempt. */
  async received(instalmentId: string, attempt = 1): Promise<DisbursementIssued> {
    const of = (): DisbursementIssued | undefined => this.orders.find((order) => order.instalmentId === instalmentId && order.attempt === attempt);
    await until('the order has come as an event', async () => await Promise.resolve(of() !== undefined));
    return of() as DisbursementIssued;
  }

  async order(orderId: string): Promise<DisbursementOrder> {
    return await this.person('reader').query(disbursementContracts.get, { id: orderId } as never);
  }

  async acknowledge(orderId: string): Promise<DisbursementReceipt> {
    return await this.system().command(disbursementContracts.acknowledge, { id: orderId } as never);
  }

  /** Local finance releases an order to the bank, and the system hears of it (SUB-12.b). */
  async payOut(orderId: string): Promise<PayOut> {
    const { items } = await this.person('payer').query(payOutContracts.list, {});
    const found = items.find((item) => item.orderId === orderId);
    const authorised = await this.person('payer').command(payOutContracts.authorise, { id: orderId, version: found?.version ?? 0 } as never);
    if (authorised.state === 'authorised') await until('the release has come as an event', async () => await Promise.resolve(this.released.has(orderId)));
    return authorised;
  }

  /** The bank pays an order, and the system says so, rightly or not. */
  async execute(order: DisbursementIssued, executedOn: string, said = order.amount): Promise<DisbursementReceipt> {
    const bankReference = `B-${order.orderId}`;
    this.#lines.push([bankReference, order.orderId, executedOn, order.amount, order.payeeName, '奖补资金'].join(','));
    this.#spent += BigInt(order.amount.replace('.', ''));
    return await this.system().command(disbursementContracts.execute, { id: order.orderId, bankReference, executedOn, amount: said } as never);
  }

  async reject(orderId: string): Promise<DisbursementReceipt> {
    const rejected = await this.system().command(disbursementContracts.reject, { id: orderId, code: 'ACCOUNT_CLOSED', reason: '账户已销户（样例）' } as never);
    const { version } = await this.order(orderId);
    await this.person('investigator').command(disbursementContracts.recordCause, { id: orderId, version, cause: '账户变更（样例）', evidence: '银行查复书（样例）' } as never);
    return rejected;
  }

  /** The bank's statement of what it paid since the last one, reconciled. */
  async statement(from: string, through: string): Promise<BankStatement> {
    const csv = ['bankReference,orderId,day,amount,payee,purpose', ...this.#lines, ''].join('\n');
    const [opening, closing] = ['900000000.00', yuan(90_000_000_000n - this.#spent)];
    this.#lines.length = 0;
    this.#spent = 0n;
    const clerk = this.person('bank-clerk');
    const begun = await clerk.command(bankStatementContracts.begin, { region: this.region, accountRef: 'A-1', from, through, opening, closing, sha256: hashOf(csv) } as never);
    const filled = await clerk.command(bankStatementContracts.append, { ...at(begun), csv });
    return await clerk.command(bankStatementContracts.finish, at(filled));
  }
}

const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
