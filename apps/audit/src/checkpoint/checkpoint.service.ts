import type { Checkpoint, CheckpointPage, ListCheckpoints, LogKeys, WhichCheckpoint } from '@jiqun/contracts';
import { instantOf, readCursor, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { USUAL_PAGE } from '../list-page.js';
import { LogSettings } from '../log/log-settings.js';
import { notFound } from '../refusals.js';
import { CHECKPOINT_SIGNING, type CheckpointSigning } from './checkpoint-issue.service.js';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository.js';
import { readVerifierKey } from './signed-note.js';

const LAST_ID = '9223372036854775807';
const idSchema = z.string().regex(/^[1-9][0-9]{0,18}$/);

/** The signed checkpoints, for everybody. */
@Injectable()
export class CheckpointService {
  constructor(
    @Inject(CHECKPOINT_SIGNING) private readonly signing: CheckpointSigning,
    @Inject(CheckpointRepository) private readonly checkpoints: CheckpointRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
  ) {}

  /** The newest checkpoint, or the newest over so many leaves. @throws Refusal NOT_FOUND */
  async get({ size }: WhichCheckpoint): Promise<Checkpoint> {
    const found = size === undefined ? await this.checkpoints.newest() : await this.checkpoints.ofSize(size);
    if (found === undefined) throw notFound('log', size === undefined ? 'checkpoint' : String(size));
    return checkpointOf(found);
  }

  async list({ cursor, limit = USUAL_PAGE }: ListCheckpoints): Promise<CheckpointPage> {
    const rows = await this.checkpoints.list(cursor === undefined ? LAST_ID : readCursor(cursor, idSchema), limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { items: shown.map(checkpointOf), ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** The keys that have signed, the present one marked. */
  async keys(): Promise<LogKeys> {
    const { origin, hasher } = this.settings;
    const own = JSON.stringify(this.signing.key.export({ format: 'jwk' }).x);
    const keys = (await this.checkpoints.keys()).map(({ verifierKey, since }) => ({
      verifierKey,
      since: instantOf(since),
      signsNow: JSON.stringify(readVerifierKey(verifierKey).key.export({ format: 'jwk' }).x) === own,
    }));
    return { origin, hash: hasher.hash, keys };
  }
}

function checkpointOf({ size, root, issuedAt, note }: StoredCheckpoint): Checkpoint {
  return { size, root: root.toString('base64'), issuedAt: instantOf(issuedAt), note };
}
