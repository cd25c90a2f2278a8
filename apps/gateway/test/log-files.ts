import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { type LogExport, logContracts, receiptContracts } from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';

import type { Installation, Somebody } from './installation.js';

const PROGRAM = fileURLToPath(new URL('../../../packages/verify/bin/jiqun-verify.mjs', import.meta.url));

/** What an auditor takes away from the log, through its questions alone: a receipt, an export, a checkpoint, the public key. */
export class LogFiles {
  readonly #folder = mkdtempSync(join(tmpdir(), 'jiqun-log-files-'));
  readonly #auditor: Somebody;

  constructor(installation: Installation) {
    this.#auditor = installation.as('auditor', '220000');
  }

  /** Keeps the receipt of an event, once a checkpoint covers it. */
  async receiptOf(eventId: string): Promise<void> {
    const ask = async () => await this.#auditor.query(receiptContracts.get, { eventId } as never);
    await until('a checkpoint covers the event', async () => (await ask()).receipts[0]?.state === 'included');
    this.#write('receipt.json', JSON.stringify(await ask()));
  }

  /** Keeps the whole log, the newest checkpoint and the keys. */
  async exported(): Promise<void> {
    const { note, size } = await this.#auditor.query(logContracts.checkpoint, {});
    const { keys, origin, hash } = await this.#auditor.query(logContracts.keys, {});
    const leaves: LogExport['leaves'] = [];
    for (;;) {
      const page = await this.#auditor.query(logContracts.export, { after: leaves.at(-1)?.index ?? -1, limit: 1_000 });
      if (page.leaves.length === 0) break;
      leaves.push(...page.leaves);
    }
    if (leaves.length < size) throw new Error(`The export has ${leaves.length} leaves, the checkpoint ${size}`);
    const header = { format: 'jiqun-log-export', version: 1, origin, hash, size: leaves.length };
    this.#write('export.ndjson', `${[header, ...leaves].map((line) => JSON.stringify(line)).join('\n')}\n`);
    this.#write('checkpoint', note);
    this.#write('log.pub', `${keys.map(({ verifierKey }) => verifierKey).join('\n')}\n`);
  }

  /** Puts another amount into a leaf of the export. */
  tampered(index: number, amount: string, other: string): void {
    const lines = readFileSync(this.#path('export.ndjson'), 'utf8').split('\n');
    lines[index + 1] = lines[index + 1]?.replace(amount, other) ?? '';
    this.#write('export.ndjson', lines.join('\n'));
  }

  /** Runs the verifier over what was kept, as a process of its own. */
  async verify(): Promise<{ readonly code: number } & Record<string, unknown>> {
    const files = ['--key', this.#path('log.pub'), '--export', this.#path('export.ndjson'), '--checkpoints', this.#path('checkpoint'), '--receipt', this.#path('receipt.json')];
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...files, '--json']);
      return { code: 0, ...(JSON.parse(stdout) as Record<string, unknown>) };
    } catch (error) {
      const { code, stdout } = error as { code: number; stdout: string };
      return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #write(name: string, text: string): void {
    writeFileSync(this.#path(name), text);
  }
}
