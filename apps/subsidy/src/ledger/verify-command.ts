import { Reader } from '@jiqun/service-kit';
import { DataSource } from 'typeorm';

import { LedgerReadingRepository } from './ledger-reading.repository.js';
import { asTable } from './verification-table.js';

/** Verifies the ledger of a database. @returns the exit code: 0 when everything is right, 1 when something was found */
export async function verifyDatabase(url: string, asJson: boolean, write: (text: string) => void): Promise<number> {
  const source = await new DataSource({ type: 'postgres', url, extra: { max: 1 }, applicationName: 'ledger-verify' }).initialize();
  try {
    const report = await new LedgerReadingRepository(new Reader(source)).verify();
    write(asJson ? `${JSON.stringify(report)}\n` : asTable(report));
    return report.sound ? 0 : 1;
  } finally {
    await source.destroy();
  }
}
