import type { CreditSource } from '@jiqun/contracts';

/** A source of credit data that is asked regularly. */
export interface CreditSourceRow {
  readonly id: string;
  readonly tenant: string;
  readonly list: CreditSource['list'];
  readonly source: string;
  readonly address: string;
  readonly secretName: string | null;
  readonly pageSize: number;
  readonly everyMinutes: number;
  readonly state: CreditSource['state'];
  readonly version: number;
  readonly cursor: string | null;
  readonly polledAt: Date | null;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastLoadId: string | null;
  readonly registeredBy: string;
}
