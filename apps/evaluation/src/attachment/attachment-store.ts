import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { MediaTypeCheck, type MediaType } from './media-type.js';

/** What a file that was sent in parts should be. */
export interface ExpectedFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: MediaType;
}

/** How what was sent differs from what was announced. */
export type FileFault = 'SIZE' | 'SHA256' | 'MEDIA_TYPE';

const MOST_COMPARED = 1_000;

const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === 'ENOENT';

/**
 * Files under their hash in a folder: `<first two digits>/<sha256>`, and the parts of uploads under `uploads/<id>/<offset>`. A file
 * appears whole or not at all, and is never overwritten. Replicas share the folder.
 */
export class AttachmentStore {
  readonly #root: string;
  /** By hash, the state of the disk in which a file was compared with it. */
  readonly #compared = new Map<string, string>();

  constructor(folder: string) {
    this.#root = resolve(folder);
  }

  /** Keeps a part of an upload; the same part again takes its place. */
  async writePart(uploadId: string, offset: number, bytes: Buffer): Promise<void> {
    const place = this.#part(uploadId, offset);
    await mkdir(dirname(place), { recursive: true });
    const temporary = `${place}.${randomUUID()}`;
    await writeDurably(temporary, [bytes]);
    await rename(temporary, place);
  }

  /**
   * Puts the parts of an upload together and stores the file, if it is what was announced. The parts stay until `discard`, so
   * that whoever was interrupted begins again.
   * @returns what is wrong with it, or undefined when it is stored
   */
  async assemble(uploadId: string, { bytes, sha256, mediaType }: ExpectedFile): Promise<FileFault | undefined> {
    const temporary = join(this.#folderOf(uploadId), `whole.${randomUUID()}`);
    const hash = createHash('sha256');
    const check = new MediaTypeCheck(mediaType);
    try {
      await mkdir(dirname(temporary), { recursive: true });
      const written = await writeDurably(temporary, this.#parts(uploadId, bytes), (part) => {
        hash.update(part);
        check.take(part);
      });
      if (written !== bytes) return 'SIZE';
      if (hash.digest('hex') !== sha256) return 'SHA256';
      if (!check.fits) return 'MEDIA_TYPE';
      await this.#keep(temporary, sha256);
      return undefined;
    } catch (error) {
      if (isMissing(error)) return 'SIZE';
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Drops the parts of an upload. */
  async discard(uploadId: string): Promise<void> {
    await rm(this.#folderOf(uploadId), { recursive: true, force: true });
  }

  /**
   * A part of a stored file, after the whole of it was compared with its hash: what was changed on the disk is never passed on. The
   * parts of one file are not compared again and again, as long as the disk says that nobody has touched it.
   * @returns undefined when there is no such file
   * @throws Error when the file is not what its name says
   */
  async read(sha256: string, offset: number, length: number): Promise<Buffer | undefined> {
    try {
      const { ino, size, ctimeMs } = await stat(this.#place(sha256));
      const seen = `${ino} ${size} ${ctimeMs}`;
      if (this.#compared.get(sha256) !== seen) {
        await this.#compare(sha256);
        if (this.#compared.size >= MOST_COMPARED) this.#compared.clear();
        this.#compared.set(sha256, seen);
      }
      return await this.#range(sha256, offset, length);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async *#parts(uploadId: string, bytes: number): AsyncGenerator<Buffer> {
    for (let position = 0; position < bytes; ) {
      const part = await readFile(this.#part(uploadId, position));
      if (part.length === 0) return;
      yield part;
      position += part.length;
    }
  }

  async #compare(sha256: string): Promise<void> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.#place(sha256)) as AsyncIterable<Buffer>) hash.update(chunk);
    if (hash.digest('hex') !== sha256) throw new Error(`The stored file ${sha256} is not what its name says`);
  }

  async #range(sha256: string, offset: number, length: number): Promise<Buffer> {
    const file = await open(this.#place(sha256), 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** `link` refuses where the name is taken, in one step, as `rename` would not: what is stored is never overwritten. */
  async #keep(temporary: string, sha256: string): Promise<void> {
    const place = this.#place(sha256);
    await mkdir(dirname(place), { recursive: true });
    try {
      await link(temporary, place);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    }
    await syncFolder(dirname(place));
  }

  #place(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('A stored file is named by its SHA-256');
    return join(this.#root, sha256.slice(0, 2), sha256);
  }

  #folderOf(uploadId: string): string {
    if (!/^[0-9a-f-]{36}$/.test(uploadId)) throw new Error('An upload is named by its id');
    return join(this.#root, 'uploads', uploadId);
  }

  #part(uploadId: string, offset: number): string {
    return join(this.#folderOf(uploadId), String(offset));
  }
}

/** Written and on the disk before it gets its name: a power cut leaves no file that is half there. @returns how many bytes */
async function writeDurably(place: string, parts: Iterable<Buffer> | AsyncIterable<Buffer>, look?: (part: Buffer) => void): Promise<number> {
  let written = 0;
  const file = await open(place, 'wx');
  try {
    for await (const part of parts) {
      look?.(part);
      await file.writeFile(part);
      written += part.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return written;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
