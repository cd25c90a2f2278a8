import {
  type AddComplaintEvidence, type AnswerComplaint, type Complaint, complaintContracts, type ComplaintPage, type ComplaintReceived, complaintReferred,
  type Caller, type FileComplaint, type ListComplaints, type RecordComplaint, type ReferComplaint, type RejectComplaint,
} from '@jiqun/contracts';
import { type Call, CommandRunner, installedRegions, newId, permitsObject, type Request, transition, type Transaction, visibleRegions } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { day } from '../days.js';
import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import { type ChangingContract, invalidAt, notFound, requireCurrent } from '../refusals.js';
import type { ComplaintRow, EvidenceRow } from './complaint.entity.js';
import { type ComplaintAction, complaintLifecycle, possibleIn } from './complaint.lifecycle.js';
import { toComplaint, toComplaintReferred, toComplaintSummary } from './complaint.mapper.js';
import { ComplaintRepository } from './complaint.repository.js';
import { linkOf } from './evidence-chain.js';

const LARGEST_PAGE = 100;
/** What an answer holds. */
const MOST_EVIDENCE = 200;

type Filed = Pick<FileComplaint, 'region' | 'programme' | 'creditCode' | 'aboutNoun' | 'aboutId' | 'text' | 'evidence' | 'contact'>;
type Versioned = { readonly id: string; readonly version: number };

/** Complaints and reports of violations, until somebody decides about them. */
@Injectable()
export class ComplaintService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ComplaintRepository) private readonly complaints: ComplaintRepository,
  ) {}

  /** Takes a complaint from anybody, who has not signed in. @throws Refusal INVALID_REQUEST for a region of another jurisdiction */
  async file({ tenant, ...filed }: FileComplaint, { call }: Request): Promise<ComplaintReceived> {
    // The public belongs to no jurisdiction; what it files does.
    const within: Call = { ...call, caller: { ...call.caller, tenant } };
    return await this.commands.run(within, async (transaction) => {
      const row = this.#inserted(transaction, filed, null);
      transaction.record({ action: 'complaint.file', objectType: 'complaint', objectId: row.id });
      return { id: row.id, filedOn: day(row.filedOn) };
    });
  }

  /** Records what reached an official by other ways. @throws Refusal OUTSIDE_REGION */
  async record({ source, ...filed }: RecordComplaint, { call }: Request): Promise<Complaint> {
    const { tenant } = call.caller;
    return await this.commands.run(call, async (transaction) => {
      permitsObject(complaintContracts.record.permission, call.caller, { tenant, region: filed.region }, installedRegions());
      const row = this.#inserted(transaction, filed, source);
      transaction.record({ action: 'complaint.record', objectType: 'complaint', objectId: row.id });
      return toComplaint(row, await this.complaints.evidenceIn(transaction.manager, row.id), possibleIn(row.state));
    });
  }

  /** @throws Refusal STATE_FORBIDS, VERSION_CONFLICT, OUTSIDE_REGION, INVALID_REQUEST when the chain is as long as can be */
  async addEvidence(request: AddComplaintEvidence, { call }: Request): Promise<Complaint> {
    return await this.#change(call, complaintContracts.addEvidence, request, 'add-evidence', async (transaction, row) => {
      const links = await this.complaints.evidenceIn(transaction.manager, row.id);
      if (links.length >= MOST_EVIDENCE) throw invalidAt('evidence', `证据最多 ${MOST_EVIDENCE} 项。`, `A complaint holds at most ${MOST_EVIDENCE} pieces of evidence.`);
      this.complaints.insertEvidence(transaction, row, linkOf(row.id, links.at(-1), { ...request.evidence, addedBy: call.caller.person, addedAt: transaction.now }));
      return await Promise.resolve(row);
    });
  }

  /** Hands a complaint to who decides, with its chain of evidence. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async refer(request: ReferComplaint, { call }: Request): Promise<Complaint> {
    const { receiver, allegation, clause, programme } = request;
    return await this.#change(call, complaintContracts.refer, request, 'refer', async (transaction, row) => {
      const referral = { receiver, allegation, ...(clause === undefined ? {} : { clause }), referredOn: day(transaction.today) };
      const referred = { ...row, receiver, referral, programme: programme ?? row.programme };
      const links = await this.complaints.evidenceIn(transaction.manager, row.id);
      const aggregate = { noun: 'complaint', id: row.id, version: row.version + 1 };
      transaction.emit(complaintReferred, aggregate, toComplaintReferred(referred, referral, links));
      return referred;
    }, clause);
  }

  /** @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async reject(request: RejectComplaint, { call }: Request): Promise<Complaint> {
    const { reason } = request;
    return await this.#change(call, complaintContracts.reject, request, 'reject', async (transaction, row) =>
      await Promise.resolve({ ...row, rejection: { reason, rejectedOn: day(transaction.today) } }),
    );
  }

  /** Records what the receiver found. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async answer(request: AnswerComplaint, { call }: Request): Promise<Complaint> {
    const { result, document } = request;
    return await this.#change(call, complaintContracts.answer, request, 'answer', async (transaction, row) =>
      await Promise.resolve({ ...row, answer: { result, ...(document === undefined ? {} : { document }), answeredOn: day(transaction.today) } }),
    );
  }

  /** @throws Refusal NOT_FOUND, also for one outside the caller's regions */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<Complaint> {
    const { regions } = visibleRegions(complaintContracts.get.permission, caller, installedRegions());
    const row = await this.complaints.find(caller.tenant, id);
    if (row === undefined || regions?.codes.includes(row.region) !== true) throw notFound('complaint', id);
    const contact = triages(caller, row) ? await this.complaints.contact(caller.tenant, id) : undefined;
    return toComplaint(row, await this.complaints.evidence(id), possibleIn(row.state), contact);
  }

  /** Those of the caller's regions, newest first. */
  async list({ limit = USUAL_PAGE, region, state, receiver, creditCode, words, ...page }: ListComplaints, { caller }: Pick<Request, 'caller'>): Promise<ComplaintPage> {
    const tree = installedRegions();
    const codes = visibleRegions(complaintContracts.list.permission, caller, tree).regions?.codes ?? [];
    const regions = region === undefined ? codes : codes.filter((code) => tree.isWithin(code, region));
    const most = Math.min(limit, LARGEST_PAGE);
    const filter = { tenant: caller.tenant, regions, state, receiver, creditCode, words, before: idBefore(page), limit: most + 1 };
    return pageOfRows(await this.complaints.list(filter), most, toComplaintSummary);
  }

  #inserted(transaction: Transaction, filed: Filed, source: string | null): ComplaintRow {
    const { now, today, call } = transaction;
    const { tenant, person } = call.caller;
    if (installedRegions().tenantOf(filed.region) !== tenant) {
      throw invalidAt('region', `${filed.region} 不属于 ${tenant}。`, `${filed.region} is no region of ${tenant}.`);
    }
    const { region, text, contact, evidence, programme = null, creditCode = null, aboutNoun = null, aboutId = null } = filed;
    const row: ComplaintRow = {
      id: newId(), tenant, region, programme, creditCode, aboutNoun, aboutId, text, source, recordedBy: source === null ? null : person, filedOn: today,
      state: 'filed', version: 1, receiver: null, referral: null, rejection: null, answer: null,
    };
    this.complaints.insert(transaction, row, contact);
    let link: EvidenceRow | undefined;
    for (const piece of evidence) {
      link = linkOf(row.id, link, { ...piece, addedBy: person, addedAt: now });
      this.complaints.insertEvidence(transaction, row, link);
    }
    return row;
  }

  async #change(
    call: Call, contract: ChangingContract, which: Versioned, action: ComplaintAction,
    effect: (transaction: Transaction, row: ComplaintRow) => Promise<ComplaintRow>, clause?: string,
  ): Promise<Complaint> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const found = requireCurrent(contract, call.caller, await this.complaints.lock(manager, call.caller.tenant, which.id), which);
      const { target } = transition(complaintLifecycle, found.state, action);
      const moved = await this.complaints.move(manager, { ...(await effect(transaction, found)), state: target });
      if (moved === undefined) throw new Error(`The complaint ${which.id} changed under its lock`);
      transaction.record({ action: `complaint.${action}`, objectType: 'complaint', objectId: which.id, ...(clause === undefined ? {} : { clause }) });
      return toComplaint(moved, await this.complaints.evidenceIn(manager, which.id), possibleIn(moved.state));
    });
  }
}

/** Where complainants can be reached is for who triages alone. */
function triages(caller: Caller, { tenant, region }: ComplaintRow): boolean {
  const { states: _states, ...inAnyState } = complaintContracts.refer.permission;
  try {
    permitsObject(inAnyState, caller, { tenant, region }, installedRegions());
    return true;
  } catch {
    return false;
  }
}
