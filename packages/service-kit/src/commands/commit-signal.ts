import { Injectable } from '@nestjs/common';

/** What a commit wrote for others to do. */
export interface Written {
  readonly events: boolean;
  readonly deadlines: boolean;
}

/** Tells relay and sweeper, in this process, that a commit left them work: quicker than their polls, and never needed. */
@Injectable()
export class CommitSignal {
  readonly #listeners: ((written: Written) => void)[] = [];

  onCommit(listener: (written: Written) => void): void {
    this.#listeners.push(listener);
  }

  send(written: Written): void {
    for (const listener of this.#listeners) listener(written);
  }
}
