import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A checkpoint as it is stored; ids ascend in the order in which they were signed. */
export interface StoredCheckpoint {
  readonly id: string;
  readonly size: number;
  readonly root: Buffer;
  readonly issuedAt: Date;
  readonly note: string;
}

/** A key that has signed checkpoints. */
export interface StoredKey {
  readonly verifierKey: string;
  readonly since: Date;
}

interface Row {
  readonly id: string;
  readonly size: string;
  readonly root: Buffer;
  readonly issued_at: Date;
  readonly note: string;
}

const COLUMNS = 'id::text AS id, size::text AS size, root, issued_at, note';
const NEWEST = `SELECT ${COLUMNS} FROM log_checkpoint ORDER BY log_checkpoint.id DESC LIMIT 1`;
const OF_SIZE = `SELECT ${COLUMNS} FROM log_checkpoint WHERE size = $1 ORDER BY log_checkpoint.id DESC LIMIT 1`;
const LIST = `SELECT ${COLUMNS} FROM log_checkpoint WHERE id < $1 ORDER BY log_checkpoint.id DESC LIMIT $2`;
const INSERT = `INSERT INTO log_checkpoint (size, root, issued_at, note) VALUES ($1, $2, $3, $4)`;
const KEYS = `SELECT verifier_key AS "verifierKey", since FROM log_key ORDER BY since, verifier_key`;
const ADD_KEY = `INSERT INTO log_key (verifier_key, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`;

/** All queries about checkpoints and the keys that sign them. */
@Injectable()
export class CheckpointRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async newest(): Promise<StoredCheckpoint | undefined> {
    return await this.#one('log-checkpoint-newest', NEWEST, []);
  }

  /** The newest checkpoint of a tree of exactly so many leaves. */
  async ofSize(size: number): Promise<StoredCheckpoint | undefined> {
    return await this.#one('log-checkpoint-of-size', OF_SIZE, [size]);
  }

  /** Checkpoints before an id, newest first. */
  async list(before: string, limit: number): Promise<readonly StoredCheckpoint[]> {
    return (await this.reader.read<Row>('log-checkpoints', LIST, [before, limit])).map(checkpointOf);
  }

  async insert(manager: EntityManager, { size, root, issuedAt, note }: Omit<StoredCheckpoint, 'id'>): Promise<void> {
    await prepared(manager, 'log-checkpoint-insert', INSERT, [size, root, issuedAt, note]);
  }

  /** All keys that have ever signed, oldest first. */
  async keys(): Promise<readonly StoredKey[]> {
    return await this.reader.read<StoredKey & object>('log-keys', KEYS, []);
  }

  async addKey(manager: EntityManager, { verifierKey, since }: StoredKey): Promise<void> {
    await prepared(manager, 'log-key-add', ADD_KEY, [verifierKey, since]);
  }

  async #one(name: string, text: string, values: readonly unknown[]): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.reader.read<Row>(name, text, values);
    return row === undefined ? undefined : checkpointOf(row);
  }
}

function checkpointOf({ size, issued_at: issuedAt, ...row }: Row): StoredCheckpoint {
  return { ...row, size: Number(size), issuedAt };
}
