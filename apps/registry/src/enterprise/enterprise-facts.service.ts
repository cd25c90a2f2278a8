import {
  type AddOwner, type AddQualification, type CommandContract, type CorrectOwner, type CorrectQualification, enterpriseContracts, type EnterpriseDetail, Refusal,
} from '@jiqun/contracts';
import { CommandRunner, newId, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, requireVersion, wrongPlace } from '../registration.js';
import type { Ownership, Qualification, WholeEnterprise } from './enterprise.entity.js';
import { toEnterpriseDetail } from './enterprise.mapper.js';
import { EnterpriseRepository } from './enterprise.repository.js';

/** As many as an answer holds. */
const MOST_QUALIFICATIONS = 50;
const MOST_OWNERS = 200;

interface Change {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

type Effect = (found: WholeEnterprise, transaction: Transaction) => Promise<Partial<Pick<WholeEnterprise, 'qualifications' | 'owners'>>>;

/** What an enterprise is recognised as, and which organisations own it. What was recorded wrongly is struck out, and stays in the history. */
@Injectable()
export class EnterpriseFactsService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(EnterpriseRepository) private readonly enterprises: EnterpriseRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for the same kind from the same day */
  async addQualification(request: AddQualification, asked: Request): Promise<EnterpriseDetail> {
    return await this.#change(request, enterpriseContracts.addQualification, asked, async (found, { manager }) => {
      const added = qualificationOf(request, newId());
      if (found.qualifications.length >= MOST_QUALIFICATIONS) throw wrongPlace('kind', 'TOO_LARGE');
      requireNewQualification(found, added);
      await this.enterprises.insertQualification(manager, found, added);
      return { qualifications: inOrder([...found.qualifications, added], 'validFrom', 'qualificationId') };
    });
  }

  /** @throws Refusal ALREADY_EXISTS for the same kind from the same day as another */
  async correctQualification(request: CorrectQualification, asked: Request): Promise<EnterpriseDetail> {
    return await this.#change(request, enterpriseContracts.correctQualification, asked, async (found, { manager }) => {
      const { qualificationId, struck = false } = request;
      const others = found.qualifications.filter((one) => one.qualificationId !== qualificationId);
      if (others.length === found.qualifications.length) throw wrongPlace('qualificationId', 'VALUE');
      const corrected = qualificationOf(request, qualificationId);
      if (!struck) requireNewQualification({ ...found, qualifications: others }, corrected);
      await this.enterprises.updateQualification(manager, found, corrected, struck);
      return { qualifications: struck ? others : inOrder([...others, corrected], 'validFrom', 'qualificationId') };
    });
  }

  /** @throws Refusal ALREADY_EXISTS for the same owner from the same day, INVALID_REQUEST for an enterprise that owns itself */
  async addOwner(request: AddOwner, asked: Request): Promise<EnterpriseDetail> {
    return await this.#change(request, enterpriseContracts.addOwner, asked, async (found, { manager }) => {
      const added = ownershipOf(request, newId());
      if (found.owners.length >= MOST_OWNERS) throw wrongPlace('ownerCode', 'TOO_LARGE');
      requireNewOwner(found, added);
      await this.enterprises.insertOwner(manager, found, added);
      return { owners: inOrder([...found.owners, added], 'ownedFrom', 'ownershipId') };
    });
  }

  /** @throws Refusal as `addOwner` */
  async correctOwner(request: CorrectOwner, asked: Request): Promise<EnterpriseDetail> {
    return await this.#change(request, enterpriseContracts.correctOwner, asked, async (found, { manager }) => {
      const { ownershipId, struck = false } = request;
      const others = found.owners.filter((one) => one.ownershipId !== ownershipId);
      if (others.length === found.owners.length) throw wrongPlace('ownershipId', 'VALUE');
      const corrected = ownershipOf(request, ownershipId);
      if (!struck) requireNewOwner({ ...found, owners: others }, corrected);
      await this.enterprises.updateOwner(manager, found, corrected, struck);
      return { owners: struck ? others : inOrder([...others, corrected], 'ownedFrom', 'ownershipId') };
    });
  }

  async #change<Req extends Change>(
    request: Req,
    { permission, verb }: CommandContract<Req, EnterpriseDetail>,
    { caller, call }: Request,
    effect: Effect,
  ): Promise<EnterpriseDetail> {
    const { id, version, reason } = request;
    return await this.commands.run(call, async (transaction) => {
      const found = permitted(await this.enterprises.lock(transaction.manager, id), { noun: 'enterprise', id }, permission, caller);
      requireVersion('enterprise', found, version);
      const changed = { ...found, ...(await effect(found, transaction)), version: version + 1 };
      await this.enterprises.update(transaction.manager, changed, version);
      const [before, after] = [toEnterpriseDetail(found), toEnterpriseDetail(changed)];
      this.changes.keep(transaction, { noun: 'enterprise', verb, reason, before, after });
      return after;
    });
  }
}

function qualificationOf({ kind, certificateNumber, validFrom, validThrough, source }: Omit<Qualification, 'qualificationId'>, qualificationId: string): Qualification {
  if (validThrough !== undefined && validThrough < validFrom) throw wrongPlace('validThrough', 'TOO_SMALL');
  const optional = { ...(certificateNumber === undefined ? {} : { certificateNumber }), ...(validThrough === undefined ? {} : { validThrough }) };
  return { qualificationId, kind, validFrom, source, ...optional };
}

function ownershipOf({ ownerCode, sharePercent, ownedFrom, ownedThrough }: Omit<Ownership, 'ownershipId'>, ownershipId: string): Ownership {
  if (ownedThrough !== undefined && ownedThrough < ownedFrom) throw wrongPlace('ownedThrough', 'TOO_SMALL');
  return { ownershipId, ownerCode, sharePercent: withoutZeros(sharePercent), ownedFrom, ...(ownedThrough === undefined ? {} : { ownedThrough }) };
}

/** As the database gives it back: `12.50` is `12.5`. */
function withoutZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function requireNewQualification(enterprise: WholeEnterprise, { kind, validFrom }: Qualification): void {
  if (!enterprise.qualifications.some((other) => other.kind === kind && other.validFrom === validFrom)) return;
  throw new Refusal('ALREADY_EXISTS', { noun: 'enterprise', id: `${enterprise.creditCode} ${kind} ${validFrom}` });
}

function requireNewOwner(enterprise: WholeEnterprise, { ownerCode, ownedFrom }: Ownership): void {
  if (ownerCode === enterprise.creditCode) throw wrongPlace('ownerCode', 'VALUE');
  if (!enterprise.owners.some((other) => other.ownerCode === ownerCode && other.ownedFrom === ownedFrom)) return;
  throw new Refusal('ALREADY_EXISTS', { noun: 'enterprise', id: `${enterprise.creditCode} ${ownerCode} ${ownedFrom}` });
}

/** As the database orders them: by day, then by id. */
function inOrder<Part>(parts: readonly Part[], day: keyof Part, id: keyof Part): Part[] {
  const key = (part: Part): string => `${String(part[day])} ${String(part[id])}`;
  return parts.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
