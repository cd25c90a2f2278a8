/**
 * How long jiqun-verify takes for a log, and in how much memory: `node bench/million.mjs [--count N]`, 1,000,000 entries
 * when nothing is said. Writes a log by the format alone, then runs the program on it.
 */
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { GrowingTree, TreeHasher } from '../dist/index.js';

const ORIGIN = 'bench.example/log';
const EVERY = 5_000;
const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' } } });
const count = Number(values.count);
const folder = mkdtempSync(join(tmpdir(), 'jiqun-verify-bench-'));
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = Buffer.concat([Buffer.of(1), Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')]);
const keyId = createHash('sha256').update(`${ORIGIN}\n`).update(raw).digest().subarray(0, 4);

/** @param {GrowingTree} tree */
function signTree(tree) {
  const text = `${ORIGIN}\n${tree.size}\n${tree.root().toString('base64')}\ntime ${new Date(tree.size).toISOString()}\nhash sha-256\n`;
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), privateKey)]).toString('base64');
  writeFileSync(join(folder, 'checkpoints', `${String(tree.size).padStart(16, '0')}.checkpoint`), `${text}\n— ${ORIGIN} ${signature}\n`);
}

async function writeExport() {
  const out = createWriteStream(join(folder, 'export.ndjson'));
  const hasher = new TreeHasher('sha-256');
  const tree = new GrowingTree(hasher);
  out.write(`${JSON.stringify({ format: 'jiqun-log-export', version: 1, origin: ORIGIN, hash: 'sha-256', size: count })}\n`);
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    const content = JSON.stringify({
      specversion: '1.0', id, source: '/jiqun/registry', type: 'jiqun.registry.drill.started.v1', subject: `drill/${id}`, time: '2026-03-01T00:00:00.000Z',
      datacontenttype: 'application/json', tenant: 'CN-22', sequence: '1', data: { drillId: id, service: 'registry', note: '产业集群', startedAt: '2026-03-01T00:00:00.000Z' },
    });
    const leaf = JSON.stringify({ content, id, kind: 'event', object: `drill/${id}`, position: index + 1, previousPosition: index, recordedAt: '2026-03-01T00:00:00.000Z', service: 'registry', tenant: 'CN-22', type: 'x', v: 1 });
    const hash = hasher.leaf(leaf);
    tree.append(hash);
    if (!out.write(`${JSON.stringify({ index, leafHash: hash.toString('base64'), leaf })}\n`)) await once(out, 'drain');
    if (tree.size % EVERY === 0 || tree.size === count) signTree(tree);
  }
  out.end();
  await once(out, 'finish');
}

/** Resident memory of a process, MB. @param {number | undefined} pid */
function residentOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024;
  } catch {
    return Number.NaN;
  }
}

async function verify() {
  writeFileSync(join(folder, 'log.pub'), `${ORIGIN}+${keyId.toString('hex')}+${raw.toString('base64')}\n`);
  const program = fileURLToPath(new URL('../bin/jiqun-verify.mjs', import.meta.url));
  const begun = performance.now();
  const child = spawn(process.execPath, [program, '--key', join(folder, 'log.pub'), '--export', join(folder, 'export.ndjson'), '--checkpoints', join(folder, 'checkpoints')], { stdio: ['ignore', 'inherit', 'inherit'] });
  /** @type {number[]} */
  const resident = [];
  const timer = setInterval(() => resident.push(residentOf(child.pid)), 200);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  const seen = resident.filter((value) => Number.isFinite(value));
  const at = (/** @type {number} */ part) => Math.round(seen[Math.floor((seen.length - 1) * part)] ?? Number.NaN);
  const megabytes = Math.round(statSync(join(folder, 'export.ndjson')).size / 1_048_576);
  console.log(`${count} entries, ${megabytes} MB: ${((performance.now() - begun) / 1_000).toFixed(1)} s; resident MB at a quarter, half, three quarters, most: ${at(0.25)}, ${at(0.5)}, ${at(0.75)}, ${Math.round(Math.max(...seen))}`);
  return Number(code);
}

mkdirSync(join(folder, 'checkpoints'));
try {
  await writeExport();
  process.exitCode = await verify();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
