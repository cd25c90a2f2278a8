import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type Checkpoint, type LogKey, readCheckpoint, readKeys } from './checkpoint.js';
import { describe, type Finding } from './finding.js';
import { linesOf } from './lines.js';
import { checkReceipt, type CheckedReceipt, readReceipts } from './receipt.js';
import { type Verification, verifyExport } from './verify-export.js';

const USAGE = `jiqun-verify --key PUBLIC [--export FILE] [--checkpoints DIR|FILE] [--receipt FILE] [--json]
  --key          公钥：检查点目录中的 log.pub，或 PEM、JWK / the public keys: log.pub beside the checkpoints, or PEM or JWK
  --export       日志导出文件（NDJSON）/ an export of the log (NDJSON)
  --checkpoints  检查点的目录或文件 / a folder of checkpoints, or one
  --receipt      回执文件（JSON）/ a receipt (JSON)
  --json         结果以 JSON 输出 / the result as JSON
退出码 / exit code: 0 无误 / in order, 1 有问题 / something is wrong, 2 无法核验 / could not be verified`;

interface Asked {
  readonly key: string;
  readonly export?: string;
  readonly checkpoints?: string;
  readonly receipt?: string;
  readonly json: boolean;
}

/** The program. @returns its exit code */
export async function main(args: readonly string[], print: (text: string) => void): Promise<number> {
  let asked: Asked | undefined;
  try {
    asked = readArguments(args);
    if (asked === undefined) {
      print(USAGE);
      return 2;
    }
    return await run(asked, print);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    print(asked?.json === true ? JSON.stringify({ error: message }) : `无法核验 / could not be verified: ${message}\n\n${USAGE}`);
    return 2;
  }
}

function readArguments(args: readonly string[]): Asked | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { key: text, export: text, checkpoints: text, receipt: text, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  const { key, json = false, help, ...files } = values;
  if (help === true || key === undefined || (files.export === undefined && files.receipt === undefined)) return undefined;
  if (files.export !== undefined && files.checkpoints === undefined) throw new Error('--export needs --checkpoints');
  return { key, json, ...files };
}

async function run(asked: Asked, print: (text: string) => void): Promise<number> {
  const keys = readKeys(await readFile(asked.key, 'utf8'));
  const receipts = asked.receipt === undefined ? [] : readReceipts(await readFile(asked.receipt, 'utf8')).map((receipt) => checkReceipt(receipt, keys));
  const { signed, findings: unsigned } = asked.checkpoints === undefined ? { signed: [], findings: [] } : await readCheckpoints(asked.checkpoints, keys);
  const path = asked.export;
  if (path !== undefined && signed.length === 0) throw new Error('None of the checkpoints is signed by the keys');
  const expected = receipts.flatMap((receipt) => receipt.expected ?? []);
  // A receipt keeps a checkpoint that nobody can take out of the folder.
  const kept = receipts.flatMap((receipt) => receipt.signed ?? []);
  const verification = path === undefined ? undefined : await verifyExport(() => linesOf(path), [...signed, ...kept], expected);
  const findings = [...unsigned, ...receipts.flatMap((receipt) => receipt.findings), ...(verification?.findings ?? [])];
  const found = unsigned.length + receipts.reduce((sum, receipt) => sum + receipt.findings.length, 0) + (verification?.found ?? 0);
  print(asked.json ? asJson(findings, found, verification, receipts) : asText(findings, found, verification, receipts));
  return found === 0 ? 0 : 1;
}

function asJson(findings: readonly Finding[], found: number, verification: Verification | undefined, receipts: readonly CheckedReceipt[]): string {
  const { size, confirmed, checkpoints } = verification ?? {};
  return JSON.stringify({ ok: found === 0, found, size, confirmed, checkpoints, receipts: receipts.length, findings: findings.map((finding) => ({ ...finding, message: describe(finding) })) });
}

function asText(findings: readonly Finding[], found: number, verification: Verification | undefined, receipts: readonly CheckedReceipt[]): string {
  const lines = findings.map((finding) => {
    const { zh, en } = describe(finding);
    return `${finding.kind}\n  ${zh}\n  ${en}`;
  });
  if (found > findings.length) lines.push(`… ${found - findings.length}`);
  if (verification !== undefined) {
    const { size, confirmed, checkpoints } = verification;
    lines.push(`${size} 条记录，其中 ${confirmed} 条由签署的检查点确认（共 ${checkpoints} 个）`, `${size} entries, ${confirmed} of them confirmed by signed checkpoints (${checkpoints} in all)`);
  }
  if (receipts.length > 0) lines.push(`${receipts.length} 份回执 / receipts`);
  lines.push(found === 0 ? '无误 / in order' : `发现 ${found} 处问题 / ${found} findings`);
  return lines.join('\n');
}

async function readCheckpoints(path: string, keys: readonly LogKey[]): Promise<{ readonly signed: Checkpoint[]; readonly findings: Finding[] }> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.checkpoint')).map((name) => join(path, name)) : [path];
  const signed: Checkpoint[] = [];
  const findings: Finding[] = [];
  for (const name of names) {
    const checkpoint = readCheckpoint(await readFile(name, 'utf8'), keys, name);
    if (checkpoint === undefined) findings.push({ kind: 'unsigned', detail: name });
    else signed.push(checkpoint);
  }
  return { signed, findings };
}
