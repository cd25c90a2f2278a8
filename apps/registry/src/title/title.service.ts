import {
  type ApplicationRecognised, type PlaqueAwarded, type RecordTitle, Refusal, type ReReviewChanged, type ReReviewPassed, type RevocationDecided,
  type RevocationWithdrawn, type Title as TitleAnswer, titleContracts,
} from '@jiqun/contracts';
import {
  type Call, CommandRunner, installedRegions, newId, permitsObject, type Request, type Transaction, violatedConstraint,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { ClusterRepository } from '../cluster/cluster.repository.js';
import type { Cluster } from '../cluster/cluster.entity.js';
import { mustHaveCome } from '../must-have-come.js';
import { wrongPlace } from '../registration.js';
import { restingOn } from '../resting-on.js';
import { programmeRule } from './programme-rules.js';
import { type NewHappening, TitleChangeService } from './title-change.service.js';
import type { Title } from './title.entity.js';
import { toTitleAnswer } from './title.mapper.js';
import { TitleRepository } from './title.repository.js';

/** Titles: given by a recognition, or recorded from the document of who gave them; extended, over, taken away (AMC-5, AMC-11, SME-12). */
@Injectable()
export class TitleService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(TitleRepository) private readonly titles: TitleRepository,
    @Inject(ClusterRepository) private readonly clusters: ClusterRepository,
    @Inject(TitleChangeService) private readonly changes: TitleChangeService,
  ) {}

  /**
   * Records a title that is not granted here: the ministry's, with its document (AMC-5.a), or one older than this register.
   * @throws Refusal CLAUSE_FORBIDS for a provincial one: it comes from a competition (AMC-5.b)
   */
  async record(request: RecordTitle, { caller, call }: Request): Promise<TitleAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { level, source, programme, recognisedOn, validThrough = null, document } = request;
      const cluster = await this.#clusterOf(transaction, request.clusterId);
      permitsObject(titleContracts.record.permission, caller, cluster, installedRegions());
      if (level === 'provincial' && source === 'document') {
        throw new Refusal('CLAUSE_FORBIDS', { action: 'title.record', what: 'provincial' }, { clause: 'AMC-5.b' });
      }
      mustNameDocument(request);
      mustHaveCome('recognisedOn', recognisedOn, transaction.today);
      if (validThrough !== null && validThrough < recognisedOn) throw wrongPlace('validThrough', 'DAY_BEFORE_START');
      const endsWithTerm = level === 'provincial' && (programmeRule(programme)?.endsWithTerm ?? false);
      if (endsWithTerm && validThrough === null) throw wrongPlace('validThrough', 'REQUIRED');
      const title = newTitle(transaction, cluster, { programme, policyVersion: null, level, source, document, applicationId: null, recognisedOn, validThrough, endsWithTerm });
      await this.#insertRecorded(transaction, title);
      const happening = { kind: 'recorded', reference: source, happenedOn: recognisedOn, detail: { source }, ...(level === 'provincial' ? {} : { clause: 'AMC-5.a' }) } as const;
      const begun = await this.changes.begin(transaction, title, happening, { validThrough });
      return toTitleAnswer(begun, transaction.today);
    });
  }

  /** Gives the provincial title that a recognition leads to; a second telling of it changes nothing. */
  async grant(recognised: ApplicationRecognised, transaction: Transaction): Promise<void> {
    const { applicationId, programme, policyVersion, clusterId, recognisedOn, validThrough = null, endsWithTerm, decisionId, callId } = recognised;
    const cluster = await this.#clusterOf(transaction, clusterId);
    if (cluster.tenant !== transaction.call.caller.tenant) throw new Error(`The cluster ${clusterId} belongs to another tenant than the application ${applicationId}`);
    const title = newTitle(transaction, { ...cluster, region: recognised.region }, {
      programme, policyVersion, level: 'provincial', source: 'recognition', document: null, applicationId, recognisedOn, validThrough, endsWithTerm,
    });
    await this.titles.lockApplication(transaction.manager, applicationId);
    if (!(await this.titles.insert(transaction.manager, title))) return;
    const happening = { kind: 'granted', reference: applicationId, happenedOn: recognisedOn, detail: { decisionId, callId } } as const;
    const begun = await this.changes.begin(transaction, title, happening, { validThrough });
    const plaque = await this.titles.plaqueOf(transaction.manager, applicationId);
    if (plaque !== undefined) await this.changes.happen(transaction, begun, plaqueHappening(applicationId, plaque.number, plaque.awardedOn));
  }

  /** Puts a plaque to its title (XJ-7-3.c), also when it is told before the recognition is. */
  async awardPlaque({ applicationId, plaqueNumber, awardedOn }: PlaqueAwarded, transaction: Transaction): Promise<void> {
    const { manager, call } = transaction;
    await this.titles.lockApplication(manager, applicationId);
    await this.titles.addPlaque(manager, { applicationId, tenant: call.caller.tenant, number: plaqueNumber, awardedOn });
    const title = await this.titles.lockOfApplication(manager, applicationId);
    if (title !== undefined) await this.changes.happen(transaction, title, plaqueHappening(applicationId, plaqueNumber, awardedOn));
  }

  async openReReview({ titleId, reReviewId, on }: ReReviewChanged, transaction: Transaction): Promise<void> {
    await this.#happen(transaction, titleId, { kind: 're-review-opened', reference: reReviewId, happenedOn: on, detail: {} });
  }

  async applyForReReview({ titleId, reReviewId, on }: ReReviewChanged, transaction: Transaction): Promise<void> {
    await this.#happen(transaction, titleId, { kind: 're-review-applied-for', reference: reReviewId, happenedOn: on, detail: {} });
  }

  async passReReview({ titleId, reReviewId, on, validThrough }: ReReviewPassed, transaction: Transaction): Promise<void> {
    await this.#happen(transaction, titleId, { kind: 're-review-passed', reference: reReviewId, happenedOn: on, detail: { validThrough } });
  }

  /** A failed re-review is a ground of revocation: the title stays as it is until that is decided (SME-14-1, AMC-11.b). */
  async failReReview({ titleId, reReviewId, on }: ReReviewChanged, transaction: Transaction): Promise<void> {
    await this.#happen(transaction, titleId, { kind: 're-review-failed', reference: reReviewId, happenedOn: on, detail: {} });
  }

  async revoke({ titleId, revocationId, decidedOn, grounds }: RevocationDecided, transaction: Transaction): Promise<void> {
    const [clause] = grounds;
    await this.#happen(transaction, titleId, { kind: 'revoked', reference: revocationId, happenedOn: decidedOn, detail: { grounds }, ...restingOn(clause) });
  }

  /** The title returns to where it stands without the revocation; over, if its term ended meanwhile. */
  async reinstate({ titleId, revocationId, withdrawnOn }: RevocationWithdrawn, transaction: Transaction): Promise<void> {
    await this.#happen(transaction, titleId, { kind: 'reinstated', reference: revocationId, happenedOn: withdrawnOn, detail: {} });
  }

  /** The day has come on which the title's standing changes by itself. */
  async endTerm(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const title = await this.titles.lock(transaction.manager, id);
      if (title !== undefined) await this.changes.keepUp(transaction, title);
    });
  }

  async #happen(transaction: Transaction, titleId: string, happening: NewHappening): Promise<void> {
    const title = await this.titles.lock(transaction.manager, titleId);
    if (title === undefined || title.tenant !== transaction.call.caller.tenant) throw new Error(`There is no title ${titleId} for ${happening.kind} ${happening.reference}`);
    await this.changes.happen(transaction, title, happening);
  }

  async #clusterOf(transaction: Transaction, id: string): Promise<Cluster> {
    const cluster = await this.clusters.lock(transaction.manager, id);
    if (cluster === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    return cluster;
  }

  async #insertRecorded(transaction: Transaction, title: Title): Promise<void> {
    try {
      await this.titles.insert(transaction.manager, title);
    } catch (error) {
      if (violatedConstraint(error) !== 'title_recorded') throw error;
      throw new Refusal('ALREADY_EXISTS', { noun: 'title', id: `${title.programme} ${title.recognisedOn}` }, { cause: error });
    }
  }
}

function plaqueHappening(reference: string, plaqueNumber: string, happenedOn: string): NewHappening {
  return { kind: 'plaque-awarded', reference, happenedOn, detail: { plaqueNumber }, clause: 'XJ-7-3.c' };
}

type Particulars = Pick<Title, 'programme' | 'policyVersion' | 'level' | 'source' | 'document' | 'applicationId' | 'recognisedOn' | 'validThrough' | 'endsWithTerm'>;

function newTitle({ now }: Transaction, { tenant, id: clusterId, name: clusterName, region }: Cluster, particulars: Particulars): Title {
  return {
    ...particulars, id: newId(), tenant, clusterId, clusterName, region, state: 'valid', plaqueNumber: null, plaqueAwardedOn: null, version: 1,
    changedOn: particulars.recognisedOn, recordedAt: now,
  };
}

/** A title of the ministry is taken from its document: a number or an address where it stands (AMC-5.a); an old one from an address. */
function mustNameDocument({ source, document: { number, url } }: RecordTitle): void {
  if (source === 'historic' && url === undefined) throw wrongPlace('document.url', 'REQUIRED');
  if (number === undefined && url === undefined) throw wrongPlace('document.number', 'REQUIRED');
}
