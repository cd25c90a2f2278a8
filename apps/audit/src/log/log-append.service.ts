import { randomBytes } from 'node:crypto';

import type { RecordEntry, ServiceName } from '@jiqun/contracts';
import { LeaderTasks } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { makeLeaf } from './leaf.js';
import type { RecordKind } from './log.entity.js';
import { LogRepository } from './log.repository.js';
import { LogSettings } from './log-settings.js';
import { grow } from './merkle.js';

const SALT_BYTES = 32;
const SALTS_AT_ONCE = 256;

/** Appends what the services have recorded. */
@Injectable()
export class LogAppendService {
  constructor(
    @Inject(LeaderTasks) private readonly tasks: LeaderTasks,
    @Inject(LogRepository) private readonly log: LogRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
  ) {}

  /**
   * Appends entries of one service and kind in the order of their positions, leaves and cursor in one transaction. What is
   * on the log already is passed over: two who think that they lead append everything once.
   * @returns the position up to which the service's entries are on the log
   */
  async append(service: ServiceName, kind: RecordKind, entries: readonly RecordEntry[]): Promise<number> {
    const { hasher, personKey } = this.settings;
    return await this.tasks.transaction(async (manager) => {
      await this.log.lock(manager);
      const { size, position } = await this.log.end(manager, service, kind);
      const fresh = entries.filter((entry) => entry.position > position);
      if (fresh.length === 0) return position;
      const wrong = fresh.findIndex((entry, nth) => nth > 0 && entry.position <= (fresh[nth - 1]?.position ?? 0));
      if (wrong !== -1) throw new Error(`${service} gave ${kind} ${fresh[wrong]?.position} behind ${fresh[wrong - 1]?.position}`);
      const salt = salts();
      const leaves = fresh.map((entry, nth) =>
        makeLeaf({ ...entry, service, kind, previousPosition: fresh[nth - 1]?.position ?? position }, { hasher, personKey, salt }),
      );
      const [frontier = []] = await this.log.subtrees(manager, [{ start: 0, end: size }]);
      await this.log.append(manager, size, leaves, grow(hasher, size, frontier, leaves.map(({ hash }) => hash)));
      return fresh.at(-1)?.position ?? position;
    });
  }

  /** The position up to which a service's entries are on the log. */
  async position(service: ServiceName, kind: RecordKind): Promise<number> {
    return await this.tasks.transaction(async (manager) => (await this.log.end(manager, service, kind)).position);
  }
}

/** Salts from one draw of chance for many: a draw for each was a tenth of the work. */
function salts(): () => Buffer {
  let pool = Buffer.alloc(0);
  return () => {
    if (pool.length < SALT_BYTES) pool = randomBytes(SALT_BYTES * SALTS_AT_ONCE);
    const salt = pool.subarray(0, SALT_BYTES);
    pool = pool.subarray(SALT_BYTES);
    return salt;
  };
}
