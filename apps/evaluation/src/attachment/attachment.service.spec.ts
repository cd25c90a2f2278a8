import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { attachmentTypes, largestAttachmentPart, type Role } from '@jiqun/contracts';
import type { Request } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { NoticeBed, programmes } from '../../test/notice-bed.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentDeadlines } from './attachment.deadlines.js';
import { AttachmentRepository } from './attachment.repository.js';
import { AttachmentService } from './attachment.service.js';
import { ReadAttachmentService } from './read-attachment.service.js';
import { UploadRepository } from './upload.repository.js';

const { sme } = programmes;
let folder: string;
let bed: NoticeBed;
let store: AttachmentStore;
let uploads: AttachmentService;
let attachments: ReadAttachmentService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attachments-'));
  bed = await NoticeBed.open('2025-11-03');
  const { runner, reader, applicationRows, handlers } = bed.bed;
  store = new AttachmentStore(folder);
  const rows = new UploadRepository(reader);
  uploads = new AttachmentService(runner, new AttachmentRepository(), rows, store);
  attachments = new ReadAttachmentService(rows, store, applicationRows);
  new AttachmentDeadlines(handlers, uploads).onModuleInit();
}, 60_000);

afterAll(async () => {
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n${text}`);
const as = (person: string, role: Role = 'promotion-organisation', region = '220100'): Request => bed.bed.again(bed.bed.as(role, region, person));

async function begun(bytes: Buffer, by = as('sender'), mediaType: (typeof attachmentTypes)[number] = 'application/pdf', sha256 = sha256Of(bytes)): Promise<string> {
  return (await uploads.begin({ bytes: bytes.length, mediaType, sha256 }, bed.bed.again(by))).uploadId;
}

async function sent(bytes: Buffer, by = as('sender'), mediaType: (typeof attachmentTypes)[number] = 'application/pdf'): Promise<string> {
  const uploadId = await begun(bytes, by, mediaType);
  for (let offset = 0; offset < bytes.length; offset += largestAttachmentPart) {
    await uploads.append({ uploadId, offset, base64: bytes.subarray(offset, offset + largestAttachmentPart).toString('base64') }, bed.bed.again(by));
  }
  return (await uploads.finish({ uploadId }, bed.bed.again(by))).sha256;
}

async function readBack(sha256: string, by: Request, applicationId?: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const part = await attachments.read({ sha256, offset, ...(applicationId === undefined ? {} : { applicationId }) }, by);
    parts.push(Buffer.from(part.base64, 'base64'));
    offset = part.next;
  }
  return Buffer.concat(parts);
}

/** An application that encloses an attachment, as a draft or submitted. */
async function enclosing(sha256: string, isSubmitted: boolean, editors = ['sender']): Promise<string> {
  const id = await bed.application(sme, await bed.call(sme));
  const content = JSON.stringify({ facts: [], statements: [], attachments: [{ kind: 'plan', sha256, name: 'x' }], goals: [], keyProjects: [], coApplicants: [] });
  await bed.bed.source.query('UPDATE application SET content = $2, editors = $3 WHERE id = $1', [id, content, editors]);
  if (isSubmitted) {
    await bed.bed.source.query(
      `INSERT INTO submission (application_id, number, content, sha256, decision_id, submitted_at, submitted_by) VALUES ($1, 1, $2, $3, $1, '2025-07-01T00:00:00Z', 'sender')`,
      [id, content, sha256],
    );
  }
  return id;
}

describe('sending an attachment', () => {
  it('a file of several parts arrives as it was sent, lies under its hash, and leaves no parts behind', async () => {
    const bytes = pdf('甲'.repeat(400_000));
    const sha256 = await sent(bytes);
    expect((await readBack(sha256, as('sender'))).equals(bytes)).toBe(true);
    expect((await readFile(join(folder, sha256.slice(0, 2), sha256))).equals(bytes)).toBe(true);
    expect(await readdir(join(folder, 'uploads'))).toEqual([]);
  });

  it('a part sent twice counts once; one behind a gap, across what was received, or past the end is refused and says where to go on', async () => {
    const bytes = pdf('1234567890');
    const uploadId = await begun(bytes);
    const part = async (offset: number, length: number, by = as('sender')) =>
      await uploads.append({ uploadId, offset, base64: Buffer.concat([bytes, bytes]).subarray(offset, offset + length).toString('base64') }, by);
    const first = await part(0, 8);
    expect(await part(0, 8)).toEqual(first);
    for (const [offset, length] of [[9, 3], [4, 8], [8, bytes.length]] as const) {
      await expect(part(offset, length)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ code: 'UPLOAD_OFFSET', message: { en: expect.stringContaining('begins at 8') } }] });
    }
    const again = as('sender');
    const last = await part(8, bytes.length - 8, again);
    expect(last.received).toBe(bytes.length);
    const { sha256 } = await uploads.finish({ uploadId }, as('sender'));
    // The same key is answered the same, also when the upload is over.
    expect(await part(8, bytes.length - 8, again)).toEqual(last);
    await expect(part(0, 8)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'finished' } });
    expect(await uploads.finish({ uploadId }, as('sender'))).toMatchObject({ sha256 });
    expect(await readBack(sha256, as('sender'))).toEqual(bytes);
  });

  it('a file that is not complete, not the one announced, or not of the type announced is not stored', async () => {
    const fault = async (uploadId: string) => await uploads.finish({ uploadId }, as('sender')).then(() => 'stored', (error: { issues?: { code: string }[] }) => error.issues?.[0]?.code);
    const base64 = (bytes: Buffer): string => bytes.toString('base64');
    const whole = pdf('complete');
    const partial = await begun(whole);
    await uploads.append({ uploadId: partial, offset: 0, base64: base64(whole.subarray(0, 9)) }, as('sender'));
    expect([await fault(partial), await fault(await begun(pdf('nothing sent')))]).toEqual(['UPLOAD_SIZE', 'UPLOAD_SIZE']);
    const other = await begun(whole, as('sender'), 'application/pdf', sha256Of(pdf('another!')));
    await uploads.append({ uploadId: other, offset: 0, base64: base64(whole) }, as('sender'));
    expect(await fault(other)).toBe('UPLOAD_SHA256');
    for (const type of attachmentTypes.filter((candidate) => candidate !== 'application/pdf')) {
      const uploadId = await begun(whole, as('sender'), type);
      await uploads.append({ uploadId, offset: 0, base64: base64(whole) }, as('sender'));
      expect([type, await fault(uploadId)]).toEqual([type, 'UPLOAD_MEDIA_TYPE']);
    }
    const rows: unknown[] = await bed.bed.source.query('SELECT FROM attachment WHERE sha256 = $1', [sha256Of(whole)]);
    expect(rows).toEqual([]);
  });

  it.each([
    ['image/png', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('x')])],
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1])],
    ['application/ofd', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(largestAttachmentPart - 7), Buffer.from('OFD.xml')])],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', Buffer.from('PK\u0003\u0004..word/document.xml')],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', Buffer.from('PK\u0003\u0004..xl/workbook.xml')],
  ] as const)('%s is known by what it contains, also where a part ends in the middle of it', async (type, bytes) => {
    expect(await sent(bytes, as('sender'), type)).toBe(sha256Of(bytes));
  });

  it('a zip archive that is no document of its kind is refused', async () => {
    const archive = Buffer.from('PK\u0003\u0004..evil.exe');
    await expect(sent(archive, as('sender'), 'application/ofd')).rejects.toMatchObject({ issues: [{ code: 'UPLOAD_MEDIA_TYPE' }] });
  });

  it("another person's upload is neither continued nor finished, and another province's is not found", async () => {
    const bytes = pdf('mine');
    const uploadId = await begun(bytes);
    for (const by of [as('other'), as('sender', 'promotion-organisation', '650100')]) {
      await expect(uploads.append({ uploadId, offset: 0, base64: bytes.toString('base64') }, by)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(uploads.finish({ uploadId }, by)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await readdir(join(folder, 'uploads'))).not.toContain(uploadId);
    expect((await uploads.append({ uploadId, offset: 0, base64: bytes.toString('base64') }, as('sender'))).received).toBe(bytes.length);
  });

  it('two who send the same bytes at once have one attachment, and each may read it', async () => {
    const bytes = pdf('shared');
    const [one, two] = await Promise.all([sent(bytes, as('one')), sent(bytes, as('two'))]);
    expect(one).toBe(two);
    for (const person of ['one', 'two']) expect(await readBack(one, as(person))).toEqual(bytes);
  });

  it('an upload that was left lying is dropped after a day, one that was finished stays', async () => {
    const bytes = pdf('left lying');
    const kept = await sent(pdf('kept'));
    const uploadId = await begun(bytes);
    await uploads.append({ uploadId, offset: 0, base64: bytes.subarray(0, 5).toString('base64') }, as('sender'));
    expect(await readdir(join(folder, 'uploads'))).toContain(uploadId);
    await bed.bed.moveTo('2025-11-05');
    expect(await readdir(join(folder, 'uploads'))).not.toContain(uploadId);
    await expect(uploads.append({ uploadId, offset: 5, base64: bytes.subarray(5).toString('base64') }, as('sender'))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'abandoned' } });
    expect(await readBack(kept, as('sender'))).toEqual(pdf('kept'));
  });
});

describe('reading an attachment', () => {
  it('the province and auditors read all of their tenant, others what they sent; another province reads nothing', async () => {
    const sha256 = await sent(pdf('confidential'));
    for (const role of ['province-industry', 'province-finance', 'auditor'] as const) expect(await readBack(sha256, as('official', role, '220000'))).toEqual(pdf('confidential'));
    const hidden = [as('other'), as('county', 'county-industry', '220182'), as('foreign', 'province-industry', '650000'), as('foreign', 'auditor', '650000')];
    for (const by of hidden) await expect(readBack(sha256, by)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('officials of the region read what a submission encloses, and not what a draft does; those of another region neither', async () => {
    const [submitted, drafted] = [await sent(pdf('submitted')), await sent(pdf('drafted'))];
    const [application, draft] = [await enclosing(submitted, true), await enclosing(drafted, false)];
    const county = () => as('county', 'county-industry', '220182');
    expect(await readBack(submitted, county(), application)).toEqual(pdf('submitted'));
    await expect(readBack(drafted, county(), draft)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readBack(drafted, county(), application)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readBack(submitted, as('elsewhere', 'county-industry', '220281'), application)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readBack(submitted, as('expert', 'expert', '220000'), application)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it("who writes at an application reads what its writers sent, and nobody reads another's file by enclosing its hash", async () => {
    const sha256 = await sent(pdf('of the first'), as('first'));
    const own = await enclosing(sha256, false, ['first', 'second']);
    expect(await readBack(sha256, as('second'), own)).toEqual(pdf('of the first'));
    const stolen = await enclosing(sha256, true, ['thief']);
    await expect(readBack(sha256, as('thief'), stolen)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a file that was changed on the disk is never passed on, and what is stored is not overwritten', async () => {
    const bytes = pdf('original');
    const sha256 = await sent(bytes);
    await readBack(sha256, as('sender'));
    const place = join(folder, sha256.slice(0, 2), sha256);
    const changed = pdf('Original');
    await chmod(place, 0o600);
    await writeFile(place, changed);
    await expect(readBack(sha256, as('sender'))).rejects.toThrow(/not what its name says/);
    await sent(bytes, as('second-sender'));
    expect(await readFile(place)).toEqual(changed);
  });

  it('behind the end of a file, and where there is none, there is nothing to read', async () => {
    const bytes = pdf('short');
    const sha256 = await sent(bytes);
    await expect(attachments.read({ sha256, offset: bytes.length }, as('sender'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(attachments.read({ sha256: 'b'.repeat(64), offset: 0 }, as('official', 'province-industry', '220000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.read('../../etc/passwd', 0, 10)).rejects.toThrow(/named by its SHA-256/);
  });
});
