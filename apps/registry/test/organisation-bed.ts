import { createHash } from 'node:crypto';

import {
  type Caller, type CommandContract, enterpriseContracts, type EnterpriseDetail, promotionOrganisationContracts, type PromotionOrganisationDetail, type QueryContract,
  type Role, socialCreditCodeSchema,
} from '@jiqun/contracts';
import { CommandRunner, type InstallationClock, newId, Reader, type Request } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import type { DataSource } from 'typeorm';

import { ActivityRepository } from '../src/activity/activity.repository.js';
import { ActivityService } from '../src/activity/activity.service.js';
import { EnterpriseFactsService } from '../src/enterprise/enterprise-facts.service.js';
import { EnterpriseQueryService } from '../src/enterprise/enterprise-query.service.js';
import { EnterpriseRepository } from '../src/enterprise/enterprise.repository.js';
import { EnterpriseService } from '../src/enterprise/enterprise.service.js';
import { InstituteRepository } from '../src/institute/institute.repository.js';
import { InstituteService } from '../src/institute/institute.service.js';
import { Organisations1790000101000 } from '../src/migrations/1790000101000-organisations.js';
import { Clusters1790000102000 } from '../src/migrations/1790000102000-clusters.js';
import { PromotionOrganisationChangeService } from '../src/promotion-organisation/promotion-organisation-change.service.js';
import { PromotionOrganisationQueryService } from '../src/promotion-organisation/promotion-organisation-query.service.js';
import { PromotionOrganisationRepository } from '../src/promotion-organisation/promotion-organisation.repository.js';
import { PromotionOrganisationService } from '../src/promotion-organisation/promotion-organisation.service.js';
import { RepresentativeService } from '../src/promotion-organisation/representative.service.js';
import { RegisterChangeRepository } from '../src/register-change/register-change.repository.js';
import { RegisterChangeService } from '../src/register-change/register-change.service.js';
import { RelationRepository } from '../src/relation/relation.repository.js';
import { RelationService } from '../src/relation/relation.service.js';

/** The day on which the installations of these tests begin. */
export const FIRST_DAY = '2026-03-02';

type Contract<Req, Ans> = CommandContract<Req, Ans> | QueryContract<Req, Ans>;
type Method<Req, Ans> = (request: Req, asked: Request) => Promise<Ans>;

/** The register of organisations on a database of its own, with the services that a running installation has. */
export class OrganisationBed {
  readonly enterprises: EnterpriseService;
  readonly enterpriseFacts: EnterpriseFactsService;
  readonly enterpriseQueries: EnterpriseQueryService;
  readonly institutes: InstituteService;
  readonly organisations: PromotionOrganisationService;
  readonly organisationQueries: PromotionOrganisationQueryService;
  readonly representatives: RepresentativeService;
  readonly activities: ActivityService;
  readonly relations: RelationService;

  private constructor(
    private readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
  ) {
    const commands = new CommandRunner(source, { service: 'registry', lanes: 4, groupSize: 16 });
    const reader = new Reader(source);
    const changes = new RegisterChangeService(new RegisterChangeRepository(reader));
    const enterprises = new EnterpriseRepository(reader);
    const organisations = new PromotionOrganisationRepository(reader);
    const changer = new PromotionOrganisationChangeService(commands, organisations, changes);
    this.enterprises = new EnterpriseService(commands, enterprises, changes);
    this.enterpriseFacts = new EnterpriseFactsService(commands, enterprises, changes);
    this.enterpriseQueries = new EnterpriseQueryService(enterprises, changes, { today: () => FIRST_DAY } as InstallationClock);
    this.institutes = new InstituteService(commands, new InstituteRepository(reader), changes);
    this.organisations = new PromotionOrganisationService(commands, organisations, changes, changer);
    this.representatives = new RepresentativeService(organisations, changer);
    this.organisationQueries = new PromotionOrganisationQueryService(organisations, changes, this.representatives);
    this.activities = new ActivityService(commands, new ActivityRepository(reader), organisations, this.representatives, changes);
    this.relations = new RelationService(new RelationRepository(reader));
  }

  static async open(): Promise<OrganisationBed> {
    const bed = await createTestBed({ sandboxStart: `${FIRST_DAY}T01:00:00Z` });
    const source = await bed.open('registry', { migrations: [Organisations1790000101000, Clusters1790000102000] }, 6);
    return new OrganisationBed(bed, source, await bed.open('gateway', {}, 2));
  }

  async close(): Promise<void> {
    await this.bed.close();
  }

  /** Lets it be a later day, at nine in the morning in Shanghai. */
  async moveTo(day: string): Promise<void> {
    await this.gateway.query(`SELECT installation.move_clock($1)`, [`${day}T01:00:00Z`]);
  }

  /** Asks as a message would: the request and the answer must be what the contract says. */
  async ask<Req, Ans>(contract: Contract<Req, Ans>, method: Method<Req, Ans>, request: unknown, caller: Caller): Promise<Ans> {
    const operation = contract.subject;
    const identity = { kind: 'key' as const, tenant: caller.tenant, operation, key: newId(), payloadHash: createHash('sha256').update(operation).digest() };
    const answer = await method(contract.request.parse(request), { caller, call: { caller, identity } });
    return contract.answer.parse(JSON.parse(JSON.stringify(answer)));
  }

  async registerEnterprise(changes: object = {}, caller = officer('220100')): Promise<EnterpriseDetail> {
    const request = { creditCode: creditCode(), name: '长春某某零部件有限公司', region: '220102', industry: 'C3670', scale: 'small', ...changes };
    return await this.ask(enterpriseContracts.register, async (...args) => await this.enterprises.register(...args), request, caller);
  }

  async registerOrganisation(changes: object = {}, caller = officer('220100')): Promise<PromotionOrganisationDetail> {
    const request = { creditCode: creditCode(), name: '长春汽车产业集群促进中心', region: '220102', founders: [], conditions: jilinConditions(), ...changes };
    return await this.ask(promotionOrganisationContracts.register, async (...args) => await this.organisations.register(...args), request, caller);
  }

  /** A cluster of Jilin. @returns its id */
  async insertCluster({ operatingBody, organisationId }: { operatingBody?: string; organisationId?: string } = {}): Promise<string> {
    const id = newId();
    await this.source.query(
      `INSERT INTO cluster (id, tenant, name, name_grams, region, leading_industry, operating_body_code, operating_body_name, promotion_organisation_id, since,
         registered_at, registered_by)
       VALUES ($1::uuid, 'CN-22', $1::text, '{}', '220102', '汽车', $2, $3, $4, '2020-01-01', now(), 'officer')`,
      [id, operatingBody ?? null, operatingBody === undefined ? null : '运营公司', organisationId ?? null],
    );
    return id;
  }

  /** Lets an enterprise be a member of a cluster. */
  async insertMember(clusterId: string, code: string, from: string, through?: string): Promise<void> {
    await this.source.query(
      `INSERT INTO cluster_member (id, tenant, cluster_id, member_kind, credit_code, role, from_on, through_on)
       VALUES ($1, 'CN-22', $2, 'enterprise', $3, 'member', $4, $5)`,
      [newId(), clusterId, code, from, through ?? null],
    );
  }
}

/** An official of a region: the role follows from the level of its code. */
export function officer(region: string, person = `officer-${region}`): Caller {
  return somebody(region.endsWith('0000') ? 'province-industry' : region.endsWith('00') ? 'prefecture-industry' : 'county-industry', region, person);
}

/** Somebody with one role in one region. */
export function somebody(role: Role, region: string, person = 'somebody'): Caller {
  return testCaller({ person, tenant: `CN-${region.slice(0, 2)}`, grants: [{ role, region }] });
}

/** The four conditions of Jilin, all met unless one is left out or changed. */
export function jilinConditions(changes: Readonly<Record<string, boolean>> = {}): object[] {
  const conditions = ['independent-legal-person', 'non-governmental', 'non-profit', 'registered-in-china'];
  return conditions.map((condition) => ({ condition, met: changes[condition] ?? true, evidence: '登记证书' }));
}

/** The conditions of Xinjiang. */
export function xinjiangConditions(): object[] {
  return ['independent-legal-person', 'third-party', 'government-guidance'].map((condition) => ({ condition, met: true, evidence: '章程第二条' }));
}

let serial = 0;

/** A new social credit code whose two check characters are right; found by trying, so that the check itself is not repeated here. */
export function creditCode(): string {
  serial += 1;
  const schema = socialCreditCodeSchema;
  const start = `91220000MA${String(serial).padStart(6, '0')}`;
  for (const organisation of '0123456789X') {
    for (const whole of '0123456789ABCDEFGHJKLMNPQRTUWXY') if (schema.safeParse(`${start}${organisation}${whole}`).success) return `${start}${organisation}${whole}`;
  }
  throw new Error(`no code begins with ${start}`);
}
