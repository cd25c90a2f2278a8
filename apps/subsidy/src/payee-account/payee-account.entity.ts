import type { PayeeAccount as PayeeAccountAnswer } from '@jiqun/contracts';

/** An account to which money can be ordered, by reference: its number is finance's alone. */
export interface PayeeAccount {
  readonly id: string;
  readonly tenant: string;
  readonly creditCode: string;
  readonly name: string;
  readonly bank: string;
  readonly maskedNumber: string;
  readonly payeeRef: string;
  /** Of the finance department that pays. */
  readonly region: string;
  readonly state: PayeeAccountAnswer['state'];
  readonly version: number;
  readonly proposedBy: string;
  readonly proposedClient: string | null;
  readonly proposedAt: Date;
  readonly verifiedBy: string | null;
  readonly verifiedAt: Date | null;
  readonly retiredBy: string | null;
  readonly reason: string | null;
}
