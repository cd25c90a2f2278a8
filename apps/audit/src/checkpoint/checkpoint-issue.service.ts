import { createPublicKey, type KeyObject } from 'node:crypto';

import { InstallationClock, instantOf, LeaderTasks } from '@jiqun/service-kit';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { LogRepository } from '../log/log.repository.js';
import { LogSettings } from '../log/log-settings.js';
import { foldSubtrees } from '../log/merkle.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository.js';
import { type CheckpointClaim, checkpointText, readCheckpoint, readVerifierKey, signNote, verifierOf, writeVerifierKey } from './signed-note.js';

/** With what and how often checkpoints are signed. */
export interface CheckpointSigning {
  readonly key: KeyObject;
  /** How long after the last checkpoint what has been appended since is signed, milliseconds. */
  readonly everyMs: number;
}

/** Injection token: `CheckpointSigning`. */
export const CHECKPOINT_SIGNING = Symbol('CHECKPOINT_SIGNING');

/** Also a tree that has not grown is signed again: a log that says nothing looks like one that was cut off. */
const AT_MOST_MS = 290_000;

/** The log is not the one that was signed. It is not signed again until a person has looked at it. */
export class LogInconsistent extends Error {}

/**
 * Signs the tree. What has been signed before, in the database and in the folder outside it, must be the beginning of what is
 * signed now: a rewritten log gets no signature.
 */
@Injectable()
export class CheckpointIssueService {
  readonly #log = new Logger(CheckpointIssueService.name);
  #published = false;

  constructor(
    @Inject(CHECKPOINT_SIGNING) private readonly signing: CheckpointSigning,
    @Inject(CheckpointFolder) private readonly folder: CheckpointFolder,
    @Inject(CheckpointRepository) private readonly checkpoints: CheckpointRepository,
    @Inject(LogRepository) private readonly log: LogRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
    @Inject(LeaderTasks) private readonly tasks: LeaderTasks,
    @Inject(InstallationClock) private readonly clock: InstallationClock,
  ) {}

  /** Until when the next checkpoint comes, seen from the last one. */
  nextBy(last: StoredCheckpoint | undefined): Date {
    return new Date((last?.issuedAt ?? this.clock.now()).getTime() + AT_MOST_MS);
  }

  /** Signs if it is time. @throws LogInconsistent when the log is not a continuation of what was signed */
  async issueIfDue(): Promise<boolean> {
    const [last, size] = [await this.checkpoints.newest(), await this.log.size()];
    const age = last === undefined ? Number.POSITIVE_INFINITY : this.clock.now().getTime() - last.issuedAt.getTime();
    if (age < (size === last?.size ? AT_MOST_MS : this.signing.everyMs)) return false;
    await this.issue();
    return true;
  }

  /** Signs the tree as it stands. @throws LogInconsistent */
  async issue(): Promise<void> {
    await this.#publishKey();
    const { origin, hasher } = this.settings;
    await this.tasks.transaction(async (manager) => {
      // One signer at a time, over a tree that does not grow meanwhile.
      await this.log.lock(manager);
      const { size } = await this.log.end(manager, 'audit', 'event');
      const before = [await this.#filed(), await this.checkpoints.newest()].filter((claim) => claim !== undefined);
      const beyond = before.find((claim) => claim.size > size);
      if (beyond !== undefined) throw new LogInconsistent(`The log has ${size} leaves; a signed checkpoint has ${beyond.size}`);
      const [whole = [], ...parts] = await this.log.subtrees(manager, [size, ...before.map((claim) => claim.size)].map((end) => ({ start: 0, end })));
      for (const [nth, claim] of before.entries()) {
        const root = foldSubtrees(hasher, parts[nth] ?? []);
        if (!root.equals(claim.root)) throw new LogInconsistent(`The first ${claim.size} leaves of the log are not those that a checkpoint has signed`);
      }
      const root = foldSubtrees(hasher, whole);
      const issuedAt = this.clock.now();
      const note = signNote(checkpointText({ origin, size, root, issuedAt: instantOf(issuedAt), hash: hasher.hash }), origin, this.signing.key);
      // Outside first: what the database says and the folder does not could be taken back.
      await this.folder.file({ size, issuedAt: instantOf(issuedAt), note });
      await this.checkpoints.insert(manager, { size, root, issuedAt, note });
    });
  }

  /** What the newest file outside claims. @throws LogInconsistent when none of our keys has signed it */
  async #filed(): Promise<CheckpointClaim | undefined> {
    const note = await this.folder.newest();
    if (note === undefined) {
      if ((await this.checkpoints.newest()) !== undefined) this.#log.warn('The folder of checkpoints is empty; those of the database are the only ones');
      return undefined;
    }
    const keys = (await this.checkpoints.keys()).map(({ verifierKey }) => readVerifierKey(verifierKey));
    const claim = readCheckpoint(note, keys);
    if (claim === undefined || claim.origin !== this.settings.origin) throw new LogInconsistent('The newest checkpoint outside is not signed by a key of this log');
    return claim;
  }

  async #publishKey(): Promise<void> {
    if (this.#published) return;
    const verifierKey = writeVerifierKey(verifierOf(this.settings.origin, createPublicKey(this.signing.key)));
    await this.tasks.transaction(async (manager) => await this.checkpoints.addKey(manager, { verifierKey, since: this.clock.now() }));
    await this.folder.fileKeys((await this.checkpoints.keys()).map((key) => key.verifierKey));
    this.#published = true;
  }
}
