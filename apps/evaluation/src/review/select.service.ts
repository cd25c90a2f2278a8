import { Refusal, reviewContracts, type ApplicationsSelected, type SelectApplications } from '@jiqun/contracts';
import { selects, type Step, stepOf } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, permitsObject, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Application } from '../application/application.entity.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { requireVersion } from '../application/application.service.js';
import type { PublishedCall } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { rolesOf } from './procedure.js';
import { ReviewService } from './review.service.js';

const ACTION = 'review.select';

/** The choice of the best among the applications of a call: all of them at once, so that none is forgotten (AMC-7-2, SME-11, XJ-7-2, SEI-3-2). */
@Injectable()
export class SelectService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(ReviewService) private readonly reviews: ReviewService,
  ) {}

  /**
   * Carries the chosen applications on and ends the way of all others that stand at the step.
   * @throws Refusal NOT_FOUND, VERSION_CONFLICT, LIMIT_REACHED; CLAUSE_FORBIDS where a better ranked one is left out, or a gate is not met
   */
  async select({ callId, step: name, chosen, reason }: SelectApplications, { call }: Request): Promise<ApplicationsSelected> {
    return await this.commands.run(call, async (transaction) => {
      const { underCall, step } = await this.#choosing(transaction, callId, name);
      const standing = await this.applications.atStep(transaction.manager, callId, name);
      const winners = chosen.map(({ id, version }) => {
        const found = standing.find((application) => application.id === id);
        if (found === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id });
        requireVersion(found, version);
        return found;
      });
      const losers = standing.filter((application) => !winners.includes(application));
      requireChoice({ winners, losers, step, limit: underCall.terms.shortlistLimit });
      for (const application of standing) this.#requirePermitted(transaction, application, step);
      const by = call.caller.person;
      for (const [at, winner] of winners.entries()) {
        await this.reviews.complete(transaction, { ...winner, rank: winner.rank ?? at + 1 }, name, { opinion: reason, detail: { place: at + 1 }, by });
      }
      for (const loser of losers) await this.reviews.reject(transaction, loser, name, { opinion: reason, detail: { rank: loser.rank }, by });
      transaction.record({ action: ACTION, objectType: 'call', objectId: callId, clause: step.clause, reason, detail: { chosen: winners.length, rejected: losers.length } });
      return { chosen: winners.length, rejected: losers.length };
    });
  }

  async #choosing(transaction: Transaction, callId: string, name: string): Promise<{ underCall: PublishedCall; step: Step }> {
    const underCall = await this.calls.lock(transaction.manager, callId);
    if (underCall === undefined || underCall.tenant !== transaction.call.caller.tenant || underCall.policyVersion === null) {
      throw new Refusal('NOT_FOUND', { noun: 'call', id: callId });
    }
    const policy = await this.catalogue.policyOf(underCall.programme, underCall.policyVersion);
    const step = policy.source.procedure.find((candidate) => candidate.step === name && candidate.phase === 'application');
    if (step === undefined || !selects(step)) throw new Refusal('CLAUSE_FORBIDS', { action: ACTION, what: name });
    // While it is open, one more could come that is better than those chosen.
    if (underCall.state === 'published') throw new Refusal('STATE_FORBIDS', { action: ACTION, state: 'published' }, { clause: step.clause });
    return { underCall: { ...underCall, policyVersion: underCall.policyVersion }, step: stepOf(policy, name) };
  }

  #requirePermitted(transaction: Transaction, application: Application, step: Step): void {
    const { caller } = transaction.call;
    const roles = rolesOf(step).filter((role) => reviewContracts.select.permission.roles.includes(role));
    permitsObject({ action: ACTION, roles, reach: 'region' }, caller, application, installedRegions());
    for (const editor of application.editors) fourEyes({ person: editor }, caller, { action: ACTION });
  }
}

/** @throws Refusal INVALID_REQUEST for one chosen twice, LIMIT_REACHED, CLAUSE_FORBIDS where somebody better ranked is left out */
function requireChoice({ winners, losers, step, limit }: { winners: readonly Application[]; losers: readonly Application[]; step: Step; limit: number | undefined }): void {
  if (new Set(winners).size !== winners.length) {
    const message = { zh: '同一申报被选了两次。', en: 'An application was chosen twice.' };
    throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'chosen', code: 'DOUBLED', message }] });
  }
  if (limit !== undefined && winners.length > limit) throw new Refusal('LIMIT_REACHED', { region: winners[0]?.tenant ?? '-', limit: String(limit) });
  const worst = Math.max(...winners.map(({ rank }) => rank ?? 0));
  const passedOver = losers.find(({ rank }) => rank !== null && rank < worst);
  if (passedOver !== undefined) {
    const message = { zh: `名次更前的申报 ${passedOver.id} 未入选。`, en: `The application ${passedOver.id} ranks better and is left out.` };
    throw new Refusal('CLAUSE_FORBIDS', { action: ACTION, what: passedOver.id }, { clause: step.clause, issues: [{ path: 'chosen', code: 'RANK', message }] });
  }
}
