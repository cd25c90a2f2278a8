import { createHash, randomUUID } from 'node:crypto';

import {
  type Award, clusterContracts, clusterMemberContracts, complaintContracts, type CreditList, creditLoadContracts, enterpriseContracts, type GroupProject,
  groupReviewContracts, investmentLineContracts, type LineInput, programmeYearContracts, type ProgrammeYear, type ProjectGroup, projectGroupContracts, titleContracts,
  type ViolationCase, violationContracts,
} from '@jiqun/contracts';
import { until } from '@jiqun/service-kit/testing';

import { sampleCreditCode } from './actors.js';
import type { Installation, Somebody } from './installation.js';

/** The programme whose life these actors lead. */
export const SUBSIDY = 'jl-amc-subsidy-2024';

const PROVINCE = '220000';
const TYPES = ['chain', 'renovation', 'joint-research', 'promotion'];
let invoices = 0;

/** A leading enterprise with its cluster. */
export interface Applicant {
  readonly creditCode: string;
  readonly name: string;
  readonly region: string;
  readonly clusterId: string;
  readonly editor: Somebody;
}

/** A line as a test says it; what is not said is that of a new machine. */
export interface Line {
  readonly project: number;
  readonly amount: string;
  readonly completedOn?: string;
  readonly plannedYear?: number;
  readonly invoice?: string;
  readonly category?: string;
}

/** What names an object in a command. */
export function at<Id extends string>({ id, version }: { readonly id: Id; readonly version: number }): { id: Id; version: number } {
  return { id, version };
}

/** SHA-256 of a text: of documents that are not there. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The people of the subsidy programme of Jilin, from the notice to the reserve. */
export class PaymentActors {
  constructor(readonly installation: Installation) {}

  industry(person = 'industry'): Somebody {
    return this.installation.as('province-industry', PROVINCE, person);
  }

  finance(person = 'finance'): Somebody {
    return this.installation.as('province-finance', PROVINCE, person);
  }

  auditor(): Somebody {
    return this.installation.as('auditor', PROVINCE);
  }

  /** An enterprise that leads a cluster, whose title is recorded from its document (AMC-5.a). */
  async applicant(name: string, region: string, level: 'national' | 'provincial', creditCode = sampleCreditCode()): Promise<Applicant> {
    const official = this.installation.as('county-industry', region);
    await official.command(enterpriseContracts.register, { creditCode, name, region, industry: '3670', scale: 'large' } as never);
    const described = { name: `${name}产业集群`, region, regions: [region], leadingIndustry: '示例产业', areaKm2: '12.5', since: '2024-01-01' };
    const cluster = await official.command(clusterContracts.register, described as never);
    const member = { clusterId: cluster.id, version: cluster.version, kind: 'enterprise', creditCode, role: 'leading', fromOn: '2024-01-01', reason: '头部企业（样例）' };
    await official.command(clusterMemberContracts.add, member as never);
    const document = level === 'national' ? { issuer: '国家部门（样例）', number: '样例〔2025〕1号' } : { issuer: '省级部门（样例）', url: 'https://example.invalid/1' };
    const source = level === 'national' ? 'document' : 'historic';
    await this.industry().command(titleContracts.record, { clusterId: cluster.id, programme: 'jl-amc-2024', level, source, document, recognisedOn: '2025-01-10' } as never);
    return { creditCode, name, region, clusterId: cluster.id, editor: this.installation.as('enterprise', region, `editor-${creditCode}`, creditCode) };
  }

  /** The notice of a year's funds, signed by both departments (SUB-7.a). */
  async publishedYear(year: number, window: { readonly opensOn: string; readonly closesOn: string }): Promise<ProgrammeYear> {
    const terms = { title: { zh: '申报通知（样例）', en: 'Notice (sample)' }, eligibleFrom: '2024-01-01', eligibleThrough: '2028-12-31', ...window };
    const drafted = await this.industry('drafter').command(programmeYearContracts.draft, { programme: SUBSIDY, year, terms } as never);
    const once = await this.industry('industry-head').command(programmeYearContracts.sign, at(drafted));
    const signed = await this.finance('finance-head').command(programmeYearContracts.sign, at(once));
    return await this.industry('drafter').command(programmeYearContracts.publish, at(signed));
  }

  /** Drafts a group with projects and lines. */
  async drafted(year: Pick<ProgrammeYear, 'id'>, applicant: Applicant, lines: readonly Line[], projects = 3): Promise<ProjectGroup> {
    const { clusterId, creditCode, name, region, editor } = applicant;
    const draft = await editor.command(projectGroupContracts.draft, { yearId: year.id, clusterId, lead: { creditCode, name }, region } as never);
    const stated = Array.from({ length: projects }, (_, index): GroupProject => ({
      id: randomUUID() as never, name: `${name}项目${index + 1}`, type: TYPES[index % TYPES.length] as never, plan: '新建生产线（样例）', startsOn: '2024-01-01' as never,
      endsOn: '2028-12-31' as never, region: region as never, participants: [],
    }));
    const content = { title: `${name}项目群`, summary: '样例', projects: stated, facts: [], attachments: [] };
    const saved = await editor.command(projectGroupContracts.save, { ...at(draft), content } as never);
    await editor.command(investmentLineContracts.enter, { groupId: saved.id, version: saved.version, lines: lines.map((line) => this.line(saved, line)) });
    return await this.group(saved.id, editor);
  }

  /** A line as it is entered. */
  line({ content, region }: ProjectGroup, { project, amount, completedOn, plannedYear, category = 'equipment', invoice }: Line): LineInput {
    invoices += 1;
    const completed = { invoice: { number: invoice ?? `SAMPLE-${invoices}`, date: completedOn }, completedOn };
    return {
      projectId: content.projects[project]?.id as never, category, description: '设备（样例）', supplier: { name: '示例机床有限公司' }, amount: amount as never, tax: 'excluded',
      condition: 'new', serials: [], region, evidence: [{ sha256: hashOf(`line ${invoices}`) as never, name: '发票.pdf' }],
      ...((completedOn === undefined ? { plannedYear } : completed) as object),
    };
  }

  async group(id: string, reader: Somebody = this.industry()): Promise<ProjectGroup> {
    return await reader.query(projectGroupContracts.get, { id } as never);
  }

  async submitted(group: ProjectGroup, { editor }: Applicant): Promise<ProjectGroup> {
    return await editor.command(projectGroupContracts.submit, at(group));
  }

  /** The local industry department accepts every line that nobody has decided of. */
  async verified({ id, region }: ProjectGroup): Promise<void> {
    const official = this.installation.as('county-industry', region, `verifier-${region}`);
    const { items } = await official.query(investmentLineContracts.list, { groupId: id, outcome: 'open' });
    const decisions = items.map(({ id: lineId, version: lineVersion }) => ({ lineId, lineVersion, outcome: 'accepted' as const }));
    await official.command(investmentLineContracts.verify, { groupId: id, decisions, evidence: [] });
  }

  /** Both local departments sign (SUB-8), the province reviews again (SUB-9). */
  async reReviewed({ id, region }: ProjectGroup): Promise<ProjectGroup> {
    for (const role of ['county-industry', 'county-finance'] as const) {
      const { version } = await this.group(id);
      await this.installation.as(role, region).command(groupReviewContracts.sign, { id, version, step: 'local-review', opinion: '同意上报（样例）', evidence: [] });
    }
    const { version } = await this.group(id);
    await this.industry('reviewer').command(groupReviewContracts.complete, { id, version, step: 're-review', opinion: '复审通过（样例）', evidence: [] });
    return await this.group(id);
  }

  /** What those who were asked found: every project is supported (SUB-9). */
  async reviewed({ id, version, content }: ProjectGroup, on: string, by: object): Promise<ProjectGroup> {
    const projects = content.projects.map((project) => ({ projectId: project.id, score: '85.5', isSupported: true, opinion: '支持（样例）' }));
    const result = { id, version, step: 'review', on, ...by, report: hashOf('report'), opinion: '建议支持（样例）', projects };
    await this.industry('reviewer').command(groupReviewContracts.recordResult, result as never);
    return await this.group(id);
  }

  /** A case about an award, opened by the province's industry department. */
  async violation(awardId: string, kind: ViolationCase['kind'], clause: string): Promise<ViolationCase> {
    const opened = { awardId, kind, origin: 'inspection', facts: '现场检查发现（样例）', clauses: [clause], evidence: [{ sha256: hashOf('evidence'), name: '检查记录.pdf' }] };
    return await this.industry('opener').command(violationContracts.open, opened as never);
  }

  /** A case from what somebody reported to audit, which an operator referred (SUB-13, SUB-17). */
  async violationFromComplaint({ id, region, leadCreditCode }: Award, kind: ViolationCase['kind'], clause: string): Promise<ViolationCase> {
    const evidence = [{ sha256: hashOf('complaint'), description: '照片（样例）' }];
    const filed = { tenant: 'CN-22', region, programme: SUBSIDY, creditCode: leadCreditCode, text: '虚报投资（样例）', evidence, contact: '信箱（样例）' };
    const { id: complaintId } = await this.installation.as('public', PROVINCE, 'somebody').command(complaintContracts.file, filed as never);
    const complaint = await this.industry('operator').query(complaintContracts.get, { id: complaintId });
    await this.industry('operator').command(complaintContracts.refer, { ...at(complaint), receiver: 'subsidy', allegation: '虚报投资（样例）', clause } as never);
    const intakes = async () => (await this.industry('opener').query(violationContracts.listIntakes, { state: 'open' })).items;
    await until('the complaint has come to subsidy', async () => (await intakes()).some((intake) => intake.complaintId === complaintId));
    const intake = (await intakes()).find((one) => one.complaintId === complaintId);
    const opened = { id: intake?.id, version: intake?.version, awardId: id, kind, facts: '虚报投资（样例）', clauses: [clause] };
    return await this.industry('opener').command(violationContracts.openFromIntake, opened as never);
  }

  async violationCase(id: string): Promise<ViolationCase> {
    return await this.finance().query(violationContracts.get, { id } as never);
  }

  /** Audit hears that an enterprise came to stand on a list, or no more: one row, loaded as an operator does it. */
  async loaded(list: CreditList, asOf: string, row: { readonly creditCode: string; readonly change: 'listed' | 'removed'; readonly listedFrom?: string }): Promise<void> {
    const operator = this.industry('credit-operator');
    const begun = await operator.command(creditLoadContracts.begin, { list, source: '样例来源', kind: 'delta', asOf: asOf as never });
    const filled = await operator.command(creditLoadContracts.append, { ...at(begun), rows: [row as never] });
    const checked = await operator.command(creditLoadContracts.check, at(filled));
    await operator.command(creditLoadContracts.apply, at(checked));
    await until('the load is applied', async () => (await operator.query(creditLoadContracts.get, { id: begun.id })).state === 'applied');
  }
}
