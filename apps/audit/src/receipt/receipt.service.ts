import type { Caller, GetReceipt, Receipt, Receipts } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CheckpointIssueService } from '../checkpoint/checkpoint-issue.service.js';
import { CheckpointRepository } from '../checkpoint/checkpoint.repository.js';
import type { LogLeaf } from '../log/log.entity.js';
import { LogRepository } from '../log/log.repository.js';
import { eitherOr, LogService, mayReadLeaf } from '../log/log.service.js';
import { notFound } from '../refusals.js';
import { ReceiptRepository } from './receipt.repository.js';

/** How many receipts one decision gives: of its newest events. */
const MOST = 5;

/** Receipts: what somebody keeps to prove later that a decision was on the log, and what it said. */
@Injectable()
export class ReceiptService {
  constructor(
    @Inject(LogRepository) private readonly log: LogRepository,
    @Inject(LogService) private readonly proofs: LogService,
    @Inject(CheckpointRepository) private readonly checkpoints: CheckpointRepository,
    @Inject(CheckpointIssueService) private readonly issuing: CheckpointIssueService,
    @Inject(ReceiptRepository) private readonly receipts: ReceiptRepository,
  ) {}

  /**
   * The receipt of an event, or those of the newest events about what was decided. It waits for no checkpoint.
   * @throws Refusal NOT_FOUND for what is not on the log, or not yet
   */
  async get({ eventId, decisionId }: GetReceipt, caller: Caller): Promise<Receipts> {
    if ((eventId === undefined) === (decisionId === undefined)) throw eitherOr('eventId', 'decisionId');
    const indexes = eventId === undefined ? await this.receipts.eventsAbout(decisionId ?? '', MOST) : [await this.log.indexOfEvent(eventId)];
    const leaves = await Promise.all(indexes.map(async (index) => (index === undefined ? undefined : await this.log.find(index))));
    // Who names an event has been told it: its id is random and stands nowhere else. An object's id stands in public lists.
    const receipts = await Promise.all(
      leaves.filter((leaf) => leaf !== undefined).map(async (leaf) => await this.#receipt(leaf, eventId !== undefined || mayReadLeaf(caller, leaf))),
    );
    if (receipts.length === 0) throw notFound('receipt', eventId ?? decisionId ?? '');
    return { receipts };
  }

  async #receipt(leaf: LogLeaf, withLeaf: boolean): Promise<Receipt> {
    const placed = { index: leaf.index, leafHash: leaf.hash.toString('base64'), ...(withLeaf ? { leaf: leaf.text } : {}) };
    const checkpoint = await this.checkpoints.newest();
    if (checkpoint === undefined || checkpoint.size <= leaf.index) {
      return { state: 'pending', ...placed, nextCheckpointBy: instantOf(this.issuing.nextBy(checkpoint)) };
    }
    const { size, note } = checkpoint;
    const { proof } = await this.proofs.inclusionProof({ index: leaf.index, size });
    return { state: 'included', ...placed, size, proof, checkpoint: note };
  }
}
