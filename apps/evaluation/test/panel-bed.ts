import { expertCodeSchema, type Application, type Call, type CallTerms, type Expert, type ExpertConflict, type ExpertTie, type Panel, type Role } from '@jiqun/contracts';
import { MessageClient, newId, type NatsLink, type Request } from '@jiqun/service-kit';

type Handler = NonNullable<Parameters<NatsLink['connection']['subscribe']>[1]>['callback'];
type Msg = Parameters<NonNullable<Handler>>[1];


import { CallRepository } from '../src/call/call.repository.js';
import { ExpertRepository } from '../src/expert/expert.repository.js';
import { ExpertService } from '../src/expert/expert.service.js';
import { PanelChanges } from '../src/panel/panel-changes.js';
import { PanelDrawRepository } from '../src/panel/panel-draw.repository.js';
import { PanelDrawService } from '../src/panel/panel-draw.service.js';
import { PanelMaterialService } from '../src/panel/panel-material.service.js';
import { PanelResultService } from '../src/panel/panel-result.service.js';
import { PanelRepository } from '../src/panel/panel.repository.js';
import { PanelService } from '../src/panel/panel.service.js';
import { RecuseService } from '../src/panel/recuse.service.js';
import { RelationSource } from '../src/panel/relation-source.js';
import { ScoresheetRepository } from '../src/panel/scoresheet.repository.js';
import { ScoresheetService } from '../src/panel/scoresheet.service.js';
import { ApplicationBed } from './application-bed.js';

/** A programme, who applies, who checks in the locality, and who runs the expert review. */
interface Cast {
  readonly programme: string;
  readonly place: string;
  readonly province: string;
  readonly applicant: Role;
  readonly local: Role | undefined;
  readonly organiser: Role;
  /** Steps before the expert review, of the local department and then of the organiser. */
  readonly steps: number;
}

/** The three programmes whose applications experts review. */
export const casts = {
  'jl-amc-2024': { programme: 'jl-amc-2024', place: '220100', province: '220000', applicant: 'promotion-organisation', local: 'prefecture-industry', organiser: 'province-industry', steps: 2 },
  'xj-amc': { programme: 'xj-amc', place: '650100', province: '650000', applicant: 'promotion-organisation', local: 'prefecture-industry', organiser: 'province-industry', steps: 3 },
  'jl-sei-2020': {
    programme: 'jl-sei-2020', place: '220100', province: '220000', applicant: 'prefecture-development-commission', local: undefined, organiser: 'province-development-commission', steps: 1,
  },
} as const satisfies Record<string, Cast>;

/** A call's scoresheet of two items. */
export const SHEET = [
  { id: 'output', title: { zh: '规模', en: 'Output' }, weight: '0.3', max: '100' },
  { id: 'innovation', title: { zh: '创新', en: 'Innovation' }, weight: '0.7', max: '100' },
] as NonNullable<CallTerms['scoresheet']>;

/** An answer of the registry about conflicts, by cluster. */
interface Relation {
  readonly clusterId: string;
  readonly creditCode: string;
  readonly relation: string;
}

/** Evaluation with experts and panels; the registry's answers come over NATS from a stand-in that knows `relations`. */
export class PanelBed {
  readonly relations: Relation[] = [];
  /** What the registry was asked. */
  readonly asked: { readonly clusterId: string; readonly organisations: readonly object[]; readonly asOf: string }[] = [];
  readonly experts: ExpertService;
  readonly panels: PanelService;
  readonly draws: PanelDrawService;
  readonly recusals: RecuseService;
  readonly materials: PanelMaterialService;
  readonly sheets: ScoresheetService;
  readonly results: PanelResultService;

  /** Done before the registry's next answer. */
  meanwhile: (() => Promise<unknown>) | undefined;

  #count = 0;

  private constructor(
    readonly bed: ApplicationBed,
    private readonly client: MessageClient,
    link: NatsLink,
  ) {
    const { runner, reader, catalogue, applicationRows, review } = bed;
    const [expertRows, panelRows, drawRows, sheetRows] = [new ExpertRepository(reader), new PanelRepository(reader), new PanelDrawRepository(reader), new ScoresheetRepository(reader)];
    const changes = new PanelChanges(panelRows, drawRows, sheetRows, expertRows, catalogue);
    this.experts = new ExpertService(runner, expertRows);
    this.panels = new PanelService(runner, panelRows, drawRows, sheetRows, changes, expertRows, new CallRepository(reader), applicationRows, catalogue);
    this.draws = new PanelDrawService(runner, panelRows, drawRows, changes, expertRows, new RelationSource(client));
    this.recusals = new RecuseService(runner, changes, drawRows, catalogue);
    this.materials = new PanelMaterialService(panelRows, drawRows, expertRows, applicationRows);
    this.sheets = new ScoresheetService(runner, changes, panelRows, drawRows, sheetRows, expertRows);
    this.results = new PanelResultService(runner, reader, changes, panelRows, drawRows, sheetRows, expertRows, applicationRows, catalogue, review);
    link.connection.subscribe(link.subject('registry.relation.conflicts'), { callback: (_error, message) => void this.#respond(message) });
  }

  static async open(firstDay?: string): Promise<PanelBed> {
    const bed = await ApplicationBed.open(firstDay);
    const link = await bed.bed.connect();
    return new PanelBed(bed, new MessageClient(link), link);
  }

  /** Who runs the expert review of a programme. */
  organiser(cast: Cast = casts['jl-amc-2024']): Request {
    return this.bed.as(cast.organiser, cast.province);
  }

  /** The expert as a caller. */
  expert({ person }: Pick<Expert, 'person'>, cast: Cast = casts['jl-amc-2024']): Request {
    return this.bed.as('expert', cast.province, person);
  }

  /** A pool of experts with a field of its own. */
  async pool(count: number, field: string, changes: { readonly ties?: readonly object[]; readonly conflicts?: readonly object[] } = {}, cast: Cast = casts['jl-amc-2024']): Promise<Expert[]> {
    const experts: Expert[] = [];
    for (let at = 0; at < count; at += 1) {
      this.#count += 1;
      const code = expertCodeSchema.parse(`E-${String(this.#count).padStart(4, '0')}`);
      const [ties, conflicts] = [(changes.ties ?? []) as ExpertTie[], (changes.conflicts ?? []) as ExpertConflict[]];
      experts.push(await this.experts.register({ code, person: `expert-${this.#count}`, fields: [field], ties, conflicts }, this.organiser(cast)));
    }
    return experts;
  }

  /** A call with a scoresheet. */
  async call(terms: Partial<CallTerms> = {}, cast: Cast = casts['jl-amc-2024']): Promise<Call> {
    return await this.bed.publishedCall(cast.programme, { scoresheet: SHEET, ...terms }, this.organiser(cast));
  }

  /** An application at the expert review, by the steps that its programme has before it. */
  async atExperts(call: Call, content: Parameters<ApplicationBed['submitted']>[3] = {}, cast: Cast = casts['jl-amc-2024']): Promise<Application> {
    const { bed } = this;
    const cluster = bed.cluster({ name: `长春市测试装备先进制造业集群 ${newId()}`, region: cast.place, regions: [cast.place], applicantRegion: cast.place });
    const applicant = bed.as(cast.applicant, cast.place);
    const projects = [{ name: '项目一', investment: '100.00', stage: '在建' }];
    let application = await bed.submitted(call, applicant, cluster, { keyProjects: projects as never, ...content });
    for (let at = 0; application.step !== 'expert-review' && at < 9; at += 1) {
      if (application.step === 'defence') application = await bed.recorded(application, this.organiser(cast), 'defence', bed.clusters.get(cluster.id)?.askedAt ?? '');
      const official = at === 0 && cast.local !== undefined ? bed.as(cast.local, cast.place) : this.organiser(cast);
      application = await bed.complete(application, official);
    }
    return application;
  }

  /** A panel over these applications, drawn from a field of its own, and open for scoring. */
  async scoring(call: Call, applications: readonly Application[], pool: { readonly size?: number; readonly reserves?: number; readonly candidates?: number } = {}, cast: Cast = casts['jl-amc-2024']) {
    const { size = 5, reserves = 2, candidates = 9 } = pool;
    const field = `field ${newId()}`;
    const experts = await this.pool(candidates, field, {}, cast);
    const prepared = await this.prepare(call, { size, reserves, field, applications: applications.map(({ id }) => id) }, cast);
    const drawn = await this.drawn(prepared, cast);
    const panel = await this.panels.openScoring({ id: drawn.id, version: drawn.version }, this.organiser(cast));
    return { panel, experts, members: this.seated(panel, experts, 'member'), reserves: this.seated(panel, experts, 'reserve') };
  }

  /** Prepares a panel of five. */
  async prepare(call: Call, changes: object = {}, cast: Cast = casts['jl-amc-2024']): Promise<Panel> {
    return await this.panels.prepare({ callId: call.id, step: 'expert-review', size: 5, reserves: 2, ...changes }, this.organiser(cast));
  }

  /** Commits to a draw and draws. */
  async drawn({ id, version }: Panel, cast: Cast = casts['jl-amc-2024']): Promise<Panel> {
    const committed = await this.draws.commit({ id, version }, this.organiser(cast));
    return await this.draws.draw({ id, version: committed.version }, this.organiser(cast));
  }

  /** The experts on such a seat, in the order of the draw. */
  seated(panel: Panel, experts: readonly Expert[], seat: 'member' | 'reserve' | 'recused'): Expert[] {
    return (panel.members ?? []).filter((member) => member.seat === seat).flatMap(({ expertId }) => experts.find(({ id }) => id === expertId) ?? []);
  }

  /** Writes a sheet and submits it; both scores alike, so that the weights make it the total. */
  async submit(id: string, expert: Expert, number: number, score: string, cast: Cast = casts['jl-amc-2024']): Promise<void> {
    const items = SHEET.map((item) => ({ id: item.id, score }));
    const { version } = await this.sheets.write({ id, number, items }, this.expert(expert, cast));
    await this.sheets.submit({ id, number, version }, this.expert(expert, cast));
  }

  /** Every member submits for every number; `scoreOf` says what. */
  async submitAll(panel: Panel, members: readonly Expert[], scoreOf: (number: number, member: number) => string, cast: Cast = casts['jl-amc-2024']): Promise<Panel> {
    for (let number = 1; number <= panel.applications; number += 1) {
      for (const [at, member] of members.entries()) await this.submit(panel.id, member, number, scoreOf(number, at), cast);
    }
    return await this.panels.get(panel.id, this.organiser(cast));
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.bed.close();
  }

  async #respond(message: Msg): Promise<void> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    message.respond(JSON.stringify(this.#answer(message.json())));
  }

  #answer({ data }: { data: { clusterId: string; asOf: string; organisations: { creditCode: string }[] } }): object {
    this.asked.push(data);
    const conflicts = data.organisations.flatMap((tie) =>
      this.relations.filter((known) => known.clusterId === data.clusterId && known.creditCode === tie.creditCode).map(({ creditCode, relation }) => ({ ...tie, relation, of: creditCode })),
    );
    return { ok: true, data: { clusterId: data.clusterId, asOf: data.asOf, conflicts: conflicts.slice(0, 500) } };
  }
}
