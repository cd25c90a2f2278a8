import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { PolicyError } from '../errors.js';
import { JsonBytes } from '../evaluate/json-bytes.js';

/** What the program reads and writes: the process, or a test's stand-in. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const newline = 10;
/** A longer line is no request; it bounds the memory that one line can take. */
const longestLine = 32 * 1024 * 1024;
const flushAt = 1 << 18;

/** The input named on the command line; standard input for `-` or nothing. */
export function inputOf(file: string | undefined, terminal: Terminal): Readable {
  return file === undefined || file === '-' ? terminal.stdin : createReadStream(file, { highWaterMark: 1 << 18 });
}

/**
 * The whole text of an input.
 * @throws PolicyError INVALID_REQUEST when the file cannot be read
 */
export async function readText(file: string | undefined, terminal: Terminal): Promise<string> {
  try {
    if (file !== undefined && file !== '-') return withoutMark(await readFile(file, 'utf8'));
    const chunks: Buffer[] = [];
    for await (const chunk of terminal.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return withoutMark(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Files saved by some editors begin with a byte order mark, which JSON does not know. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function unreadable(file: string | undefined, error: unknown): PolicyError {
  const detail = error instanceof Error ? error.message.slice(0, 200) : String(error);
  return new PolicyError('INVALID_REQUEST', {
    zh: `无法读取 ${file ?? '标准输入'}：${detail}。请检查路径。`,
    en: `${file ?? 'Standard input'} cannot be read: ${detail}. Check the path.`,
  });
}

/**
 * Hands each line of an input to `take`, in order; a line that is too long comes as undefined. Lines are cut out of
 * whole chunks, so that a character is never split, and nothing but the current chunk is held.
 * @throws PolicyError INVALID_REQUEST when the input cannot be read
 */
export async function eachLine(input: Readable, name: string | undefined, take: (line: string | undefined) => void | Promise<void>): Promise<void> {
  let rest: Buffer[] = [];
  let held = 0;
  let first = true;
  const hand = (line: string): void | Promise<void> => {
    const text = first ? withoutMark(line) : line;
    first = false;
    return take(text);
  };
  for await (const piece of readable(input, name)) {
    const last = piece.lastIndexOf(newline);
    if (last < 0) {
      held += piece.length;
      if (held > longestLine) rest = [];
      else rest.push(piece);
      continue;
    }
    const tooLong = held > longestLine;
    const text = Buffer.concat([...rest, piece.subarray(0, last)]).toString('utf8');
    for (let from = 0; from <= text.length; ) {
      const end = text.indexOf('\n', from);
      const line = text.slice(from, end < 0 ? text.length : end);
      const taken = tooLong && from === 0 ? take(undefined) : hand(line);
      if (taken !== undefined) await taken;
      from = (end < 0 ? text.length : end) + 1;
    }
    rest = last + 1 < piece.length ? [piece.subarray(last + 1)] : [];
    held = piece.length - last - 1;
  }
  if (held > longestLine) await take(undefined);
  else if (held > 0) await hand(Buffer.concat(rest).toString('utf8'));
}

/** The input in pieces; only what goes wrong in reading is a matter of the input. */
async function* readable(input: Readable, name: string | undefined): AsyncGenerator<Buffer> {
  const pieces = input[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  for (;;) {
    let next: IteratorResult<Buffer | string>;
    try {
      next = await pieces.next();
    } catch (error) {
      throw unreadable(name, error);
    }
    if (next.done === true) return;
    yield Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
  }
}

/** Writes lines in blocks from one buffer, and waits until a block is written before the buffer is used again. */
export class LineWriter {
  readonly bytes = new JsonBytes(flushAt * 2);

  constructor(private readonly out: Writable) {}

  /** Ends the line that was written to `bytes`. A promise when a block is full. */
  endLine(): Promise<void> | undefined {
    this.bytes.ascii('\n');
    return this.bytes.length < flushAt ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    if (this.bytes.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.out.write(this.bytes.view(), (error) => (error ? reject(error) : resolve()));
    });
    this.bytes.clear();
  }
}
