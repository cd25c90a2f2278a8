import type { OutboxReplayed, ReplayOutbox } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { CommandRunner } from '../commands/command-runner.js';
import { prepared } from '../database/prepared.js';
import type { Request } from '../messaging/request.js';

const REPLAY = `
  UPDATE outbox SET published_at = NULL, generation = generation + 1
  WHERE tenant = $1 AND recorded_at >= $2 AND published_at IS NOT NULL`;

/** Publishes events again that lie further back than what a lost stream is given by itself. */
@Injectable()
export class OutboxService {
  constructor(@Inject(CommandRunner) private readonly commands: CommandRunner) {}

  /** Publishes the events of the caller's tenant again. Consumers that know them ignore them by their inbox. */
  async replay({ since, reason }: ReplayOutbox, { call }: Request): Promise<OutboxReplayed> {
    return await this.commands.run(call, async (transaction) => {
      const { rowCount } = await prepared(transaction.manager, 'outbox-replay', REPLAY, [call.caller.tenant, since]);
      transaction.record({ action: 'outbox.replay', objectType: 'outbox', objectId: transaction.service, reason, detail: { since } });
      return { events: rowCount ?? 0 };
    });
  }
}
