import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { LogBed, ORIGIN } from '../../test/log-bed.js';
import { Checkpointer } from './checkpointer.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { readLogKey } from './log-key.js';
import { checkpointText, readCheckpoint, readVerifierKey, signNote, verifierOf, writeVerifierKey } from './signed-note.js';

jest.setTimeout(60_000);
Logger.overrideLogger(false);

let bed: LogBed;
beforeAll(async () => {
  bed = await LogBed.open();
});
afterAll(async () => await bed.close());

const files = (folder = bed.folder): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.checkpoint')).toSorted();
const MINUTE = 60_000;

describe('a checkpoint', () => {
  it('says origin, size, root, time and hash function, and is signed as C2SP signed-note has it', async () => {
    await bed.emit('registry');
    await bed.collect();
    await bed.issuing.issue();
    const { note, size, root, issuedAt } = await bed.checkpoints.get({});
    const [, text = '', signature = ''] = /^([^]*\n)\n— test\.example\/log (\S+)\n$/.exec(note) ?? [];
    expect(text).toBe(`${ORIGIN}\n${size}\n${root}\ntime ${issuedAt}\nhash sha-256\n`);
    expect(Buffer.from(signature, 'base64')).toHaveLength(4 + 64);
    const [published] = (await bed.checkpoints.keys()).keys;
    expect(published).toMatchObject({ signsNow: true });
    expect(readCheckpoint(note, [readVerifierKey(published?.verifierKey ?? '')])).toMatchObject({ origin: ORIGIN, size, hash: 'sha-256' });
    expect(readCheckpoint(note.replace(`\n${size}\n`, `\n${size + 1}\n`), [readVerifierKey(published?.verifierKey ?? '')])).toBeUndefined();
  });

  it('has the key id and verifier key of the published example of signed-note', () => {
    // golang.org/x/mod/sumdb/note, documentation of the package: the verifier key of PeterNeumann.
    const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(writeVerifierKey(readVerifierKey(key))).toBe(key);
    const { key: publicKey } = readVerifierKey(key);
    expect(verifierOf('PeterNeumann', publicKey).id.toString('hex')).toBe('c74f20a3');
  });

  it('is copied outside the database, with the public keys, before the database has it', async () => {
    const before = files().length;
    await bed.issuing.issue();
    expect(files()).toHaveLength(before + 1);
    expect(readFileSync(join(bed.folder, files().at(-1) ?? ''), 'utf8')).toBe((await bed.checkpoints.get({})).note);
    expect(readFileSync(join(bed.folder, 'log.pub'), 'utf8').trim()).toBe((await bed.checkpoints.keys()).keys[0]?.verifierKey);
    const rows = (await bed.checkpoints.list({})).items.length;
    const broken = bed.signing(bed.key, join(bed.folder, 'log.pub'));
    await expect(broken.issue()).rejects.toThrow();
    expect((await bed.checkpoints.list({})).items).toHaveLength(rows);
  });

  it('comes when something was appended and a minute has gone, and else at most five minutes after the one before', async () => {
    const minutes: number[] = [];
    await bed.issuing.issue();
    const begin = bed.clock.aheadMs;
    for (let second = 1; second <= 900; second += 1) {
      bed.clock.aheadMs = begin + second * 1_000;
      if (second === 630) {
        await bed.emit('registry');
        await bed.collect();
      }
      if (second % 5 === 0 && (await bed.issuing.issueIfDue())) minutes.push(second);
    }
    expect(minutes[0]).toBeGreaterThan(280);
    for (const [nth, second] of minutes.entries()) expect(second - (minutes[nth - 1] ?? 0)).toBeLessThanOrEqual(300);
    expect(minutes.find((second) => second >= 630)).toBeLessThanOrEqual(645);
  });

  it('of an older size is kept, and the list goes from the newest to the oldest', async () => {
    const { items } = await bed.checkpoints.list({});
    expect(items.map(({ issuedAt }) => issuedAt)).toEqual(items.map(({ issuedAt }) => issuedAt).toSorted().toReversed());
    const pages = [];
    for (let cursor: string | undefined; ; ) {
      const page = await bed.checkpoints.list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(...page.items);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(pages).toEqual(items);
    const oldest = items.at(-1);
    expect((await bed.checkpoints.get({ size: oldest?.size ?? 0 })).root).toBe(oldest?.root);
    await expect(bed.checkpoints.get({ size: 999_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a log that is not the one that was signed', () => {
  async function rewritten(statement: string, work: () => Promise<void>): Promise<void> {
    const superuser = await bed.connectAs('superuser');
    await superuser.query(`SET session_replication_role = replica`);
    await superuser.query(`CREATE TABLE kept_node AS SELECT * FROM log_node; CREATE TABLE kept_leaf AS SELECT * FROM log_leaf`);
    await superuser.query(statement);
    await work();
    await superuser.query('DELETE FROM log_node; INSERT INTO log_node SELECT * FROM kept_node; DELETE FROM log_leaf; INSERT INTO log_leaf SELECT * FROM kept_leaf; DROP TABLE kept_node, kept_leaf');
  }

  it('is not signed when its tree was rewritten, also when the checkpoints of the database were rewritten with it', async () => {
    for (let n = 0; n < 9; n += 1) await bed.emit('registry');
    await bed.collect();
    await bed.issuing.issue();
    const before = files().length;
    await rewritten(`UPDATE log_node SET hash = sha256(hash) WHERE level >= 1; UPDATE log_leaf SET leaf_hash = sha256(leaf_hash); DELETE FROM log_checkpoint`, async () => {
      await expect(bed.issuing.issue()).rejects.toThrow('are not those that a checkpoint has signed');
    });
    expect(files()).toHaveLength(before);
    await bed.issuing.issue();
  });

  it('is not signed when its end was cut off', async () => {
    await bed.emit('registry');
    await bed.collect();
    await bed.issuing.issue();
    await rewritten(`DELETE FROM log_leaf WHERE index = (SELECT max(index) FROM log_leaf)`, async () => {
      await expect(bed.issuing.issue()).rejects.toThrow('a signed checkpoint has');
    });
    await bed.issuing.issue();
  });

  it('is not signed beside a newest file that no key of the log has signed', async () => {
    const folder = mkdtempSync(join(bed.folder, 'forged-'));
    mkdirSync(join(folder, '2026-01-01'));
    const forger = generateKeyPairSync('ed25519').privateKey;
    const text = checkpointText({ origin: ORIGIN, size: 1, root: Buffer.alloc(32), issuedAt: '2026-01-01T00:00:00.000Z', hash: 'sha-256' });
    writeFileSync(join(folder, '2026-01-01', '0000000000000001-2026.checkpoint'), signNote(text, ORIGIN, forger));
    await expect(bed.signing(bed.key, folder).issue()).rejects.toThrow('not signed by a key of this log');
    rmSync(folder, { recursive: true });
  });
});

describe('the key', () => {
  it('that follows another signs on, and what the old one signed can be checked with the keys that are published', async () => {
    const fresh = generateKeyPairSync('ed25519').privateKey;
    await bed.signing(fresh).issue();
    const { keys } = await bed.checkpoints.keys();
    expect(keys).toHaveLength(2);
    const verifiers = keys.map(({ verifierKey }) => readVerifierKey(verifierKey));
    for (const { note } of (await bed.checkpoints.list({})).items) expect(readCheckpoint(note, verifiers)).toBeDefined();
    const [newest] = (await bed.checkpoints.list({})).items;
    expect(readCheckpoint(newest?.note ?? '', [verifiers[0] as never])).toBeUndefined();
    expect(readFileSync(join(bed.folder, 'log.pub'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('is read from PEM or JWK, and another kind is refused with the name of the file', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const folder = mkdtempSync(join(bed.folder, 'keys-'));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const pem = readLogKey(write('a.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string));
    const jwk = readLogKey(write('a.json', JSON.stringify(privateKey.export({ format: 'jwk' }))));
    expect(pem.equals(jwk)).toBe(true);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(() => readLogKey(write('rsa.pem', rsa))).toThrow(/JIQUN_LOG_KEY .*rsa\.pem cannot be used: it is not an Ed25519 key/);
    expect(() => readLogKey(join(folder, 'none.pem'))).toThrow(/none\.pem cannot be used/);
  });
});

describe('the loop', () => {
  it('goes on after a failure and ends at once when it is told to', async () => {
    const seen = { asked: 0 };
    const loop = new Checkpointer({ issueIfDue: async () => ((seen.asked += 1) < 3 ? await Promise.reject(new Error('no disk')) : true) }, 5);
    loop.start();
    while (seen.asked < 5) await new Promise((resume) => setTimeout(resume, 5));
    const slow = new Checkpointer({ issueIfDue: async () => await Promise.resolve(true) }, MINUTE);
    slow.start();
    const begun = performance.now();
    await Promise.all([loop.stop(), slow.stop()]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(await new CheckpointFolder(join(bed.folder, 'none')).newest()).toBeUndefined();
  });
});
