import { type ImposeSanction, type Sanction, sanctionImposed, type SanctionOrdered, Refusal } from '@jiqun/contracts';
import { CommandRunner, lockEnterprises, newId, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { day } from '../days.js';
import { DishonestyRecords } from '../dishonesty-record/dishonesty-records.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { invalidAt } from '../refusals.js';
import { consequencesOf, type OrderedMeasure } from './ordered-measures.js';
import type { SanctionRow } from './sanction.entity.js';
import { SanctionRepository } from './sanction.repository.js';
import { SanctionsAtWork } from './sanctions-at-work.js';

/** Imposes what a policy attaches to a matter: at subsidy's order, or on the proposal of one person that another confirms. */
@Injectable()
export class ImposeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(SanctionRepository) private readonly rows: SanctionRepository,
    @Inject(SanctionsAtWork) private readonly work: SanctionsAtWork,
    @Inject(DishonestyRecords) private readonly records: DishonestyRecords,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Carries an order of subsidy out: each measure once, however often it comes (SUB-13.b, SUB-13.c, SUB-16, SUB-17). The enterprise
   * is locked first: what was given before is committed, and who gives something afterwards sees the sanction. An order that was annulled
   * before it came imposes nothing.
   */
  async order(ordered: SanctionOrdered, tenant: string, transaction: Transaction): Promise<void> {
    const { creditCode, programme, policyVersion, matter, hardToCorrect, orderId, document, decidedOn } = ordered;
    const policy = await this.policies.policyOf(tenant, programme, policyVersion, transaction);
    const { measures, publication } = consequencesOf(policy, ordered);
    await lockEnterprises(transaction.manager, 'exclusive', tenant, [creditCode]);
    if (await this.rows.isAnnulled(transaction.manager, tenant, orderId)) return;
    for (const measure of measures) {
      const row: SanctionRow = {
        ...ofMeasure(measure), id: newId(), tenant, creditCode, programme, policyVersion, matter, hardToCorrect, orderId, document, state: 'in-force',
        version: 1, proposedBy: null, proposedClient: null, confirmedBy: null, pending: null,
      };
      if (!(await this.rows.insert(transaction.manager, row))) continue;
      this.work.recorded(transaction, row, { step: 'imposed', action: 'sanction.impose', document });
      this.work.watch(transaction, row);
      this.work.tell(transaction, sanctionImposed, row);
    }
    if (publication === undefined) return;
    await this.records.make(transaction, { tenant, creditCode, clause: publication, programme, matter, document, decidedOn, orderId });
  }

  /**
   * Proposes a sanction for a matter that was decided elsewhere; it bars nobody until another person confirms it.
   * @throws Refusal ALREADY_EXISTS; INVALID_REQUEST for a measure that the policy does not attach to the matter, and a day to come
   */
  async impose({ reason, measure, ...proposed }: ImposeSanction, { call }: Request): Promise<Sanction> {
    const { tenant, person, client } = call.caller;
    const { creditCode, programme, policyVersion, matter, hardToCorrect, document, decidedOn } = proposed;
    return await this.commands.run(call, async (transaction) => {
      if (decidedOn > transaction.today) throw invalidAt('decidedOn', `${decidedOn} 晚于今天 ${transaction.today}。`, `${decidedOn} is after today, ${transaction.today}.`);
      const policy = await this.policies.policyOf(tenant, programme, policyVersion, transaction);
      const { measures } = consequencesOf(policy, proposed);
      const found = measures.find((each) => each.measure === measure);
      if (found === undefined) throw notAttached(measure, measures);
      const row: SanctionRow = {
        ...ofMeasure(found), id: newId(), tenant, creditCode, programme, policyVersion, matter, hardToCorrect, orderId: null, document, state: 'proposed',
        version: 1, proposedBy: person, proposedClient: client ?? null, confirmedBy: null, pending: null,
      };
      if (!(await this.rows.insert(transaction.manager, row))) throw new Refusal('ALREADY_EXISTS', { noun: 'sanction', id: `${creditCode} ${document}` });
      this.work.recorded(transaction, row, { step: 'proposed', action: 'sanction.impose', reason, document });
      return await this.work.answer(transaction, row);
    });
  }

  /** Puts a confirmed proposal in force. @param proposed locked by the caller, with its new state */
  async confirm(transaction: Transaction, proposed: SanctionRow): Promise<SanctionRow> {
    const { tenant, creditCode, programme, policyVersion, matter, hardToCorrect, document, imposedFrom } = proposed;
    await lockEnterprises(transaction.manager, 'exclusive', tenant, [creditCode]);
    const row = await this.work.written(transaction, proposed, { step: 'imposed', action: 'sanction.confirm', document });
    this.work.watch(transaction, row);
    this.work.tell(transaction, sanctionImposed, row);
    const policy = await this.policies.policyOf(tenant, programme, policyVersion, transaction);
    const { publication } = consequencesOf(policy, { matter, hardToCorrect, decidedOn: day(imposedFrom) });
    if (publication !== undefined) {
      await this.records.make(transaction, { tenant, creditCode, clause: publication, programme, matter, document, decidedOn: imposedFrom, orderId: null });
    }
    return row;
  }
}

function ofMeasure({ measure, clause, jurisdiction, from, through, peopleToLift }: OrderedMeasure) {
  return { measure, clause, jurisdiction, imposedFrom: from, imposedThrough: through, peopleToLift };
}

function notAttached(measure: string, measures: readonly OrderedMeasure[]): Refusal {
  const known = measures.map((each) => each.measure).join(', ');
  return invalidAt(
    'measure', `该方案对此情形没有规定“${measure}”；规定的限制：${known === '' ? '无' : known}。`,
    `The policy does not attach ${measure} to this matter; what it attaches: ${known === '' ? 'nothing' : known}.`,
  );
}
