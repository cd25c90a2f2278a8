import {
  type JudgePromotionOrganisation, type MovePromotionOrganisation, promotionOrganisationContracts as contracts, type PromotionOrganisationDetail, Refusal,
  type RegisterPromotionOrganisation, type UpdatePromotionOrganisation,
} from '@jiqun/contracts';
import { CommandRunner, newId, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, settledRegion, wrongPlace } from '../registration.js';
import { PromotionOrganisationChangeService } from './promotion-organisation-change.service.js';
import { conditionsOf, conditionTexts } from './promotion-organisation.conditions.js';
import type { PromotionOrganisation, WholePromotionOrganisation } from './promotion-organisation.entity.js';
import { type PromotionOrganisationAction, promotionOrganisationLifecycle } from './promotion-organisation.lifecycle.js';
import { toPromotionOrganisationDetail } from './promotion-organisation.mapper.js';
import { PromotionOrganisationRepository } from './promotion-organisation.repository.js';

/**
 * The register of promotion organisations (AMC-3, XJ-3): registered when the conditions of the jurisdiction are stated as
 * met, guided and supervised by the department of the locality (XJ-10).
 */
@Injectable()
export class PromotionOrganisationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PromotionOrganisationRepository) private readonly organisations: PromotionOrganisationRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
    @Inject(PromotionOrganisationChangeService) private readonly changer: PromotionOrganisationChangeService,
  ) {}

  /** @throws Refusal CLAUSE_FORBIDS for a condition that is not met or not stated (AMC-3.a, XJ-3), ALREADY_EXISTS */
  async register(request: RegisterPromotionOrganisation, { caller, call }: Request): Promise<PromotionOrganisationDetail> {
    const { permission } = contracts.register;
    return await this.commands.run(call, async (transaction) => {
      const { creditCode, conditions, reason } = request;
      const organisation: WholePromotionOrganisation = {
        id: newId(), tenant: caller.tenant, creditCode, ...particularsOf(request), conditions, state: 'registered', judgement: null, version: 1, representatives: [],
      };
      permitted(organisation, { noun: 'promotion-organisation', id: organisation.id }, permission, caller);
      requireConditions(organisation, permission.action);
      requireFounders(organisation, permission.action);
      if (!(await this.organisations.insert(transaction.manager, organisation))) {
        throw new Refusal('ALREADY_EXISTS', { noun: 'promotion-organisation', id: creditCode });
      }
      const after = toPromotionOrganisationDetail(organisation);
      const clause = conditionsOf(caller.tenant).conditions[0]?.clause;
      this.changes.keep(transaction, { noun: 'promotion-organisation', verb: 'register', clause, reason, after });
      return after;
    });
  }

  /** Sets all particulars. @throws Refusal CLAUSE_FORBIDS when it would have no founder that XJ-3 knows */
  async update(request: UpdatePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.changer.change({ request, contract: contracts.update, asked }, async (found) => {
      const particulars = particularsOf(request);
      requireFounders({ ...found, ...particulars }, contracts.update.permission.action);
      return particulars;
    });
  }

  /** Records the province's judgement, with its reasons. @throws Refusal CLAUSE_FORBIDS where no clause asks for one */
  async judge(request: JudgePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    const { judgement } = conditionsOf(asked.caller.tenant);
    return await this.changer.change({ request, contract: contracts.judge, asked, clause: judgement?.clause }, async (found, { today }) => {
      if (judgement === undefined) {
        const what = '本辖区的办法没有此项认定 / the programme of this jurisdiction asks for no such judgement';
        const [condition] = conditionsOf(found.tenant).conditions;
        throw new Refusal('CLAUSE_FORBIDS', { action: contracts.judge.permission.action, what }, condition === undefined ? {} : { clause: condition.clause });
      }
      const judgedOn = today as (PromotionOrganisation['judgement'] & object)['judgedOn'];
      return { judgement: { inOrder: request.inOrder, judgedOn, reason: request.reason } };
    });
  }

  /** Nobody acts for it until it goes on (XJ-10). */
  async suspend(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.#move(request, asked, 'suspend');
  }

  /** A suspended one goes on. */
  async resume(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.#move(request, asked, 'resume');
  }

  /** It is no more; what was recorded of it stays. */
  async dissolve(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.#move(request, asked, 'dissolve');
  }

  async #move(request: MovePromotionOrganisation, asked: Request, action: PromotionOrganisationAction): Promise<PromotionOrganisationDetail> {
    const clause = conditionsOf(asked.caller.tenant).supervision?.clause;
    return await this.changer.change({ request, contract: contracts[action], asked, clause }, async ({ state }) => ({
      state: transition(promotionOrganisationLifecycle, state, action).target,
    }));
  }
}

type Particulars = Pick<PromotionOrganisation, 'name' | 'nameEn' | 'region' | 'founders'>;

function particularsOf({ name, nameEn, region, founders }: Omit<UpdatePromotionOrganisation, 'id' | 'version' | 'reason'>): Particulars {
  const codes = founders.map(({ creditCode }) => creditCode);
  if (new Set(codes).size !== codes.length) throw wrongPlace('founders', 'VALUE');
  return { name, nameEn: nameEn ?? null, region: settledRegion(region), founders };
}

function requireConditions({ tenant, conditions }: PromotionOrganisation, action: string): void {
  if (new Set(conditions.map(({ condition }) => condition)).size !== conditions.length) throw wrongPlace('conditions', 'VALUE');
  for (const { condition, clause } of conditionsOf(tenant).conditions) {
    const isMet = conditions.some((stated) => stated.condition === condition && stated.met);
    if (!isMet) throw new Refusal('CLAUSE_FORBIDS', { action, what: conditionTexts[condition] }, { clause });
  }
}

function requireFounders({ tenant, founders, creditCode }: PromotionOrganisation, action: string): void {
  if (founders.some((founder) => founder.creditCode === creditCode)) throw wrongPlace('founders', 'VALUE');
  const { founders: asked } = conditionsOf(tenant);
  if (asked === undefined || founders.length > 0) return;
  const what = '由龙头企业、社会团体或科研机构发起 / founded by leading enterprises, social groups or institutes';
  throw new Refusal('CLAUSE_FORBIDS', { action, what }, { clause: asked.clause });
}
