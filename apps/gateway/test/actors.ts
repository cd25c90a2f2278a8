import { readFileSync } from 'node:fs';

import {
  type Application, type ApplicationContent, applicationContracts, type Call, callContracts, type CallTerms, type Cluster, clusterContracts,
  expertContracts, panelContracts, panelDrawContracts, panelScoreContracts, promotionOrganisationContracts, publicNoticeContracts, reviewContracts, type Role,
  socialCreditCodeSchema,
} from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';

import type { Installation, Somebody } from './installation.js';

interface EligibleCase {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly judgements: Readonly<Record<string, 'met'>>;
}

const SHEET = [{ id: 'strength', title: { zh: '产业实力', en: 'Strength' }, weight: '1', max: '100' }];
let serial = 0;

/** A social credit code that belongs to nobody: its registration region is one that issues none. */
export function sampleCreditCode(): string {
  serial += 1;
  const start = `91229900MA${String(serial).padStart(6, '0')}`;
  for (const organisation of '0123456789X') {
    for (const whole of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
      if (socialCreditCodeSchema.safeParse(`${start}${organisation}${whole}`).success) return `${start}${organisation}${whole}`;
    }
  }
  throw new Error(`no code begins with ${start}`);
}

/** The worked case of a programme that policy-core calls eligible. */
export function eligibleCase(programme: string): EligibleCase {
  const file = programme === 'jl-sme-2024' ? 'sme' : 'recognition';
  const text = readFileSync(new URL(`../../../packages/policy-core/cases/${file}.json`, import.meta.url), 'utf8');
  const cases = JSON.parse(text) as { name: string; request: EligibleCase & { policy: string } }[];
  const found = cases.find(({ name, request }) => name === 'plainly eligible' && request.policy === programme);
  if (found === undefined) throw new Error(`No eligible case of ${programme}`);
  return found.request;
}

/** What a programme's people do, in its jurisdiction. */
export interface Cast {
  readonly programme: string;
  readonly province: string;
  readonly place: string;
  readonly organiser: Role;
  readonly applicant: Role;
  readonly registrar: Role;
}

/** A programme on a living installation: its people and what they do, as clients do it. */
export class Actors {
  #experts = 0;

  constructor(
    readonly installation: Installation,
    readonly cast: Cast,
  ) {}

  organiser(person = `officer-${this.cast.province}`): Somebody {
    return this.installation.as(this.cast.organiser, this.cast.province, person);
  }

  applicant(): Somebody {
    return this.installation.as(this.cast.applicant, this.cast.place, `applicant-${this.cast.place}`);
  }

  local(role: Role = 'prefecture-industry', region = this.cast.place): Somebody {
    return this.installation.as(role, region);
  }

  async published(terms: Partial<Record<keyof CallTerms, unknown>>): Promise<Call> {
    const all = { title: { zh: '申报通知（样例）', en: 'Call (sample)' }, attachments: [], isBlind: false, dropsExtremes: false, scoresheet: SHEET, ...terms } as CallTerms;
    const { id, version } = await this.organiser().command(callContracts.draft, { programme: this.cast.programme, terms: all });
    return await this.organiser().command(callContracts.publish, { id, version });
  }

  async cluster(changes: object = {}): Promise<Cluster> {
    const request = { name: `${this.cast.programme} 样例集群`, region: this.cast.place, regions: [this.cast.place], leadingIndustry: '样例产业', areaKm2: '80', ...changes };
    return await this.local(this.cast.registrar).command(clusterContracts.register, request as never);
  }

  /** A promotion organisation that meets its jurisdiction's conditions. */
  async promotionOrganisation(creditCode = sampleCreditCode()): Promise<string> {
    const { place, province } = this.cast;
    const isJilin = province === '220000';
    const conditions = ['independent-legal-person', ...(isJilin ? ['non-governmental', 'non-profit', 'registered-in-china'] : ['third-party', 'government-guidance'])];
    const official = this.installation.as('prefecture-industry', place);
    const registered = await official.command(promotionOrganisationContracts.register, {
      creditCode: creditCode as never,
      name: '样例集群促进中心',
      region: place as never,
      founders: isJilin ? [] : [{ creditCode: sampleCreditCode() as never, kind: 'leading-enterprise' }],
      conditions: conditions.map((condition) => ({ condition: condition as never, met: true, evidence: '登记证书（样例）' })),
    });
    const judge = this.installation.as('province-industry', province);
    const judged = isJilin ? await judge.command(promotionOrganisationContracts.judge, { id: registered.id, version: registered.version, inOrder: true, reason: '规范' }) : registered;
    await official.command(promotionOrganisationContracts.appointRepresentative, { id: judged.id, version: judged.version, person: `applicant-${place}`, reason: '任命' });
    return registered.id;
  }

  /** Drafts, fills in and submits an application. */
  async submitted(call: Call, cluster: Cluster, more: Partial<ApplicationContent> = {}): Promise<Application> {
    const draft = await this.applicant().command(applicationContracts.draft, { callId: call.id, clusterId: cluster.id });
    const facts = Object.entries(eligibleCase(this.cast.programme).facts).map(([name, value]) => ({ name, value: value as never, source: '样例数据', qualifier: 'self-reported' as const }));
    const saved = await this.applicant().command(applicationContracts.save, { id: draft.id, version: draft.version, content: { ...draft.content, facts, ...more } });
    return await this.applicant().command(applicationContracts.submit, { id: saved.id, version: saved.version });
  }

  async complete(somebody: Somebody, { id, version, step }: Application, more: { plaqueNumber?: string } = {}): Promise<Application> {
    return await somebody.command(reviewContracts.complete, { id, version, step: step ?? '', opinion: '同意', evidence: [], ...more });
  }

  async recorded(somebody: Somebody, { id, version }: Application, kind: 'site-visit' | 'credit-check' | 'defence' | 'party-group-meeting', on: string): Promise<Application> {
    const clean = kind === 'credit-check' ? { isClean: true } : {};
    return await somebody.command(reviewContracts.record, { id, version, kind, on: on as never, text: '记录（样例）', evidence: [], ...clean });
  }

  async judged(somebody: Somebody, application: Application): Promise<Application> {
    let current = application;
    for (const clause of Object.keys(eligibleCase(this.cast.programme).judgements)) {
      current = await somebody.command(reviewContracts.judge, { id: current.id, version: current.version, clause, outcome: 'met', reason: '材料齐备（样例）' });
    }
    return current;
  }

  async read({ id }: Pick<Application, 'id'>): Promise<Application> {
    return await this.organiser().query(applicationContracts.get, { id });
  }

  /** The whole expert review: pool, draw, sealed scores, ranking. */
  async expertReview(call: Call): Promise<void> {
    const field = `field-${this.cast.programme}`;
    for (let count = 0; count < 6; count += 1) {
      this.#experts += 1;
      const code = `S${this.cast.province}-${this.#experts}-${this.cast.programme.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`;
      await this.organiser().command(expertContracts.register, { code: code as never, person: `expert-${code}`, fields: [field], ties: [], conflicts: [] });
    }
    const prepared = await this.organiser().command(panelContracts.prepare, { callId: call.id, step: 'expert-review', size: 5, reserves: 1, field });
    const committed = await this.organiser().command(panelDrawContracts.commit, { id: prepared.id, version: prepared.version });
    const drawn = await this.organiser().command(panelDrawContracts.draw, { id: committed.id, version: committed.version, publicValue: '样例' });
    const scoring = await this.organiser().command(panelContracts.openScoring, { id: drawn.id, version: drawn.version });
    for (const { code, seat } of scoring.members ?? []) {
      if (seat !== 'member') continue;
      const expert = this.installation.as('expert', this.cast.province, `expert-${code}`);
      for (let number = 1; number <= scoring.applications; number += 1) {
        const sheet = await expert.command(panelScoreContracts.writeScoresheet, { id: scoring.id, number, items: [{ id: 'strength', score: String(80 + number) }] });
        await expert.command(panelScoreContracts.submitScoresheet, { id: scoring.id, number, version: sheet.version });
      }
    }
    const sealed = await this.organiser().query(panelContracts.get, { id: scoring.id });
    await this.organiser().command(panelScoreContracts.close, { id: sealed.id, version: sealed.version, opinion: '评审结束' });
    await this.organiser().query(panelDrawContracts.getDraw, { id: sealed.id });
  }

  async selected(call: Call, { id, version }: Application, step: string): Promise<Application> {
    await this.organiser('chooser').command(reviewContracts.select, { callId: call.id, step, chosen: [{ id, version }], reason: '择优' });
    return await this.read({ id });
  }

  /** Publishes the notice and waits for its end, `through` being its last day. */
  async noticed(call: Call, application: Application, through: string, dayAfter: string): Promise<Application> {
    const notice = await this.organiser().command(publicNoticeContracts.publish, { callId: call.id, applicationIds: [application.id] });
    if (notice.dueOn !== through) throw new Error(`The notice runs through ${notice.dueOn}, not ${through}`);
    await this.installation.moveTo(through);
    if ((await this.read(application)).step !== 'public-notice') throw new Error('The notice ended before its last day was over');
    await this.installation.moveTo(dayAfter);
    await until('the notice has ended', async () => (await this.read(application)).step !== 'public-notice');
    return await this.read(application);
  }
}
