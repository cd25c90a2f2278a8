import {
  type CheckedStanding, type Issue, policyVersionSchema, programmeSchema, projectGroupContracts, type ProjectGroupCheck, type SimulateProjectGroup,
  socialCreditCodeSchema, tenantSchema,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { InstallationClock, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { judgeLine, type LineJudgement } from '../investment-line/eligibility.js';
import { InvestmentLineRepository } from '../investment-line/investment-line.repository.js';
import { type StatedLine, toStated } from '../investment-line/investment-line.mapper.js';
import { lineRules } from '../investment-line/line-rules.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { invalidAt, MOST_ISSUES, notFound } from '../refusals.js';
import { barInWords } from '../standing/bars.js';
import { StandingSource } from '../standing/standing-source.js';
import { contentFaults, incompleteness } from './completeness.js';
import { decideGroup, failedClauses, missingFacts } from './group-decision.js';
import type { FactSources } from './group-facts.js';
import { moneyPreview, type PreviewLine } from './money-preview.js';
import { ProjectGroupRepository } from './project-group.repository.js';
import { RegistrySource } from './registry-source.js';
import { requireWritten } from './visible.js';

/** A line of a check: as stated, or as it is stored with what was verified of it. */
type CheckedLine = StatedLine & { readonly number: number; readonly outcome?: string | null; readonly verifiedFen?: string };

/** What a check rests on. */
interface Checked {
  readonly year: ProgrammeYear;
  readonly policy: Policy;
  readonly today: string;
  readonly sources: FactSources;
  readonly lines: readonly CheckedLine[];
}

/** The self-check: every clause with what would change it, what stands in the way, and what it would bring. Nothing is saved. */
@Injectable()
export class GroupCheckService {
  constructor(
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(RegistrySource) private readonly registry: RegistrySource,
    @Inject(StandingSource) private readonly standing: StandingSource,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** A group as it is written by now. @throws Refusal NOT_FOUND, also for others while it is being written anew; SERVICE_UNAVAILABLE when registry or audit does not answer */
  async check(id: string, { caller }: Pick<Request, 'caller'>): Promise<ProjectGroupCheck> {
    const group = requireWritten(projectGroupContracts.check.permission, caller, await this.groups.find(caller.tenant, id), id);
    const year = await this.years.find(group.yearId);
    if (year === undefined) throw notFound('programme-year', group.yearId);
    const policy = await this.catalogue.policyOf(group.programme, group.policyVersion);
    const today = this.clock.today();
    const { tenant, content, region, leadCreditCode, cluster } = group;
    const level = group.levelClosed && group.clusterLevel !== null ? group.clusterLevel : await this.#level(group.clusterId, year, today);
    const codes = [...new Set([leadCreditCode, ...content.projects.flatMap(({ participants }) => participants)])];
    const standing = await this.#standing(tenant, policy, codes);
    const lines = await this.lines.all(id);
    return checkOf({ year, policy, today, sources: { tenant, content, level, cluster, region, leadCreditCode, standing }, lines });
  }

  /** What has not been saved anywhere. @throws Refusal NOT_FOUND for a year that is not published, INVALID_REQUEST */
  async simulate({ yearId, clusterId, clusterLevel, lead, content, lines }: SimulateProjectGroup, { caller }: Pick<Request, 'caller'>): Promise<ProjectGroupCheck> {
    const { tenant } = caller;
    const year = await this.years.find(yearId);
    if (year === undefined || year.tenant !== tenant || year.state === 'draft' || year.state === 'withdrawn') throw notFound('programme-year', yearId);
    const unknown = lines.findIndex(({ projectId }) => !content.projects.some(({ id }) => id === projectId));
    if (unknown >= 0) throw invalidAt(`lines[${unknown}].projectId`, '该行所属的项目不在 content.projects 中', 'the project of this line is not in content.projects');
    const policy = await this.catalogue.policyOf(year.programme, year.policyVersion);
    const today = this.clock.today();
    const level = clusterLevel ?? (clusterId === undefined ? undefined : await this.#level(clusterId, year, today));
    const standing = lead === undefined ? undefined : await this.#standing(tenant, policy, [lead.creditCode]);
    const stated = lines.map((line, at) => ({ ...toStated(line), evidence: [{ sha256: '', name: '' }], number: at + 1 }));
    return checkOf({ year, policy, today, sources: { tenant, content, level, leadCreditCode: lead?.creditCode, standing }, lines: stated });
  }

  /** As of today while the window is open, as of its last day afterwards (INT-19). */
  async #level(clusterId: string, { terms: { closesOn } }: ProgrammeYear, today: string) {
    return (await this.registry.level(clusterId, today < closesOn ? today : closesOn)).level;
  }

  async #standing(tenant: string, { id, version }: Policy, codes: readonly string[]): Promise<CheckedStanding> {
    const creditCodes = codes.map((code) => socialCreditCodeSchema.parse(code));
    return await this.standing.ask({ tenant: tenantSchema.parse(tenant), programme: programmeSchema.parse(id), policyVersion: policyVersionSchema.parse(version), creditCodes });
  }
}

function checkOf({ year, policy, today, sources, lines }: Checked): ProjectGroupCheck {
  const { content, level, standing } = sources;
  const rules = lineRules(policy, year.terms, sources.tenant, today);
  const projects = new Map(content.projects.map((project) => [project.id as string, project]));
  const judged = lines.flatMap((line) => {
    const project = projects.get(line.projectId);
    return project === undefined ? [] : [{ line, judgement: judgeLine(line, { ...rules, project }) }];
  });
  const { decision } = decideGroup(policy, year.terms, sources);
  const { money } = policy.source;
  if (money === null) throw new Error(`${policy.id}@${policy.version} pays nothing`);
  const obstacles = [...contentFaults(content), ...failedClauses(decision), ...missingFacts(decision), ...barsOf(standing), ...incompleteness(content, lines)];
  const of = (eligibility: LineJudgement['eligibility']): number => judged.filter(({ judgement }) => judgement.eligibility === eligibility).length;
  return {
    asOf: year.terms.closesOn,
    verdict: decision.verdict,
    decision: JSON.parse(JSON.stringify(decision)) as ProjectGroupCheck['decision'],
    obstacles: obstacles.slice(0, MOST_ISSUES),
    lines: { eligible: of('eligible'), ineligible: of('ineligible'), needsExplanation: of('needs-explanation') },
    money: moneyPreview(money, level, content.projects, judged.map(({ line, judgement }) => previewLine(line, judgement))),
  };
}

/** A verified line counts with what was verified of it. */
function previewLine({ projectId, category, completedOn, plannedYear, amountFen, outcome, verifiedFen }: CheckedLine, { eligibility }: LineJudgement): PreviewLine {
  const isVerified = outcome !== undefined && outcome !== null;
  return {
    projectId,
    category,
    year: completedOn === null ? (plannedYear ?? 0) : Number(completedOn.slice(0, 4)),
    isCompleted: completedOn !== null,
    eligibility: isVerified ? (outcome === 'refused' ? 'ineligible' : 'eligible') : eligibility,
    amountFen: BigInt(isVerified ? (verifiedFen ?? '0') : amountFen),
  };
}

function barsOf(standing: CheckedStanding | undefined): Issue[] {
  return (standing?.standings ?? []).flatMap(({ creditCode, reasons }) => reasons.map((reason) => ({ path: '', code: 'BARRED', message: barInWords(creditCode, reason) })));
}
