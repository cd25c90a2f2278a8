import { randomBytes } from 'node:crypto';

import { LeaderTasks } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { LogSetting } from './log.entity.js';
import { LogRepository } from './log.repository.js';
import { type LogHash, TreeHasher } from './merkle.js';

/** What the installation asks of its log. */
export interface WantedLog {
  readonly origin: string;
  readonly hash: LogHash;
}

/** Injection token: `WantedLog`, from the environment. */
export const WANTED_LOG = Symbol('WANTED_LOG');

const KEY_BYTES = 32;

/** How this installation's log is made: as its first start settled it, for a tree cannot change its hash. */
@Injectable()
export class LogSettings implements OnModuleInit {
  #setting: LogSetting | undefined;
  #hasher: TreeHasher | undefined;

  constructor(
    @Inject(WANTED_LOG) private readonly wanted: WantedLog,
    @Inject(LeaderTasks) private readonly tasks: LeaderTasks,
    @Inject(LogRepository) private readonly log: LogRepository,
  ) {}

  /** @throws Error when the environment asks for another log than the one that is there: the process must not start */
  async onModuleInit(): Promise<void> {
    const wanted = { ...this.wanted, personKey: randomBytes(KEY_BYTES) };
    const setting = await this.tasks.transaction(async (manager) => await this.log.setting(manager, wanted));
    if (setting.hash !== wanted.hash || setting.origin !== wanted.origin) {
      throw new Error(`The log of this installation is ${setting.origin} with ${setting.hash}; it cannot become ${wanted.origin} with ${wanted.hash}`);
    }
    this.#setting = setting;
    this.#hasher = new TreeHasher(setting.hash);
  }

  get origin(): string {
    return this.#loaded.origin;
  }

  get hasher(): TreeHasher {
    return this.#hasher ?? new TreeHasher(this.#loaded.hash);
  }

  get personKey(): Buffer {
    return this.#loaded.personKey;
  }

  get #loaded(): LogSetting {
    if (this.#setting === undefined) throw new Error('The settings of the log have not been read yet');
    return this.#setting;
  }
}
