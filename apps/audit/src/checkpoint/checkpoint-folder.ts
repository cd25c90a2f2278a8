import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What is written of a checkpoint outside the database. */
export interface FiledCheckpoint {
  readonly size: number;
  /** RFC 3339 in UTC. */
  readonly issuedAt: string;
  readonly note: string;
}

const SIZE_DIGITS = 16;
const ENDING = '.checkpoint';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The copies of the checkpoints outside the database, one file each, a folder for a day: who can rewrite the database, its
 * own checkpoints included, still has these against them. Meant for a volume of its own, or one that is carried away.
 */
export class CheckpointFolder {
  constructor(private readonly path: string) {}

  /** Writes a checkpoint so that it is there whole or not at all, also after a power cut. */
  async file({ size, issuedAt, note }: FiledCheckpoint): Promise<void> {
    const folder = join(this.path, issuedAt.slice(0, 10));
    await mkdir(folder, { recursive: true });
    await writeWhole(folder, `${String(size).padStart(SIZE_DIGITS, '0')}-${issuedAt.replace(/[:.]/g, '')}${ENDING}`, note);
  }

  /** The newest checkpoint; undefined when there is none. */
  async newest(): Promise<string | undefined> {
    for (const day of (await namesIn(this.path)).filter((name) => DAY.test(name)).toReversed()) {
      const name = (await namesIn(join(this.path, day))).findLast((file) => file.endsWith(ENDING));
      if (name !== undefined) return await readFile(join(this.path, day, name), 'utf8');
    }
    return undefined;
  }

  /** Puts the public keys beside the checkpoints, one a line, so that these can be checked with the folder alone. */
  async fileKeys(verifierKeys: readonly string[]): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await writeWhole(this.path, 'log.pub', verifierKeys.map((key) => `${key}\n`).join(''));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `.${name}.draft`);
  const file = await open(draft, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(draft, join(folder, name));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
  // The name is the folder's: without this it may be gone after a power cut, while the text is there.
  const entries = await open(folder, 'r');
  await entries.sync();
  await entries.close();
}
