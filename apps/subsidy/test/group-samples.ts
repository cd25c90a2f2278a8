import { createHash } from 'node:crypto';

import { type GroupProject, type ProjectGroupContent, socialCreditCodeSchema } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';

import type { InvestmentLine } from '../src/investment-line/investment-line.entity.js';
import type { ProjectGroup } from '../src/project-group/project-group.entity.js';

/** The region of these tests unless they name another: Yushu, of Changchun. */
export const REGION = '220182';

/** What a line of these tests says otherwise than the usual one: 1,000,000.00 yuan of new equipment, completed on 2025-03-31. */
export type LineChanges = Partial<Pick<InvestmentLine,
  'projectId' | 'category' | 'completedOn' | 'plannedYear' | 'amountFen' | 'invoiceNumber' | 'supplierName' | 'serials' | 'region' | 'condition' | 'isProgress'>>;

/** Three projects of the four types, in Yushu. */
export function threeProjects(region = REGION): GroupProject[] {
  return ['chain', 'renovation', 'joint-research'].map((type, at) => ({
    id: newId(), name: `项目${at + 1}（样例）`, type, plan: '新建生产线（样例）', startsOn: '2024-06-01' as never, endsOn: '2026-12-31' as never, region: region as never, participants: [],
  }));
}

/** What a group states, with these projects. */
export function contentOf(projects: readonly GroupProject[]): ProjectGroupContent {
  return { title: '玉米深加工补链项目群（样例）', summary: '三个项目（样例）', projects: [...projects], facts: [], attachments: [] };
}

/** A line of a group: 1,000,000.00 yuan of new equipment, completed on 2025-03-31, of its first project, unless told otherwise. */
export function usualLine(group: ProjectGroup, number: number, now: Date, changes: LineChanges): InvestmentLine {
  const id = newId();
  const [first] = group.content.projects;
  const isPlanned = changes.plannedYear !== undefined && changes.plannedYear !== null;
  return {
    id, tenant: group.tenant, groupId: group.id, projectId: first?.id ?? '', yearId: group.yearId, number, category: 'equipment', description: '数控机床（样例）',
    supplierName: '长春某某机床有限公司（样例）', supplierCreditCode: null, invoiceNumber: isPlanned ? null : `2522${id.replaceAll(/[^0-9]/g, '').slice(-16).padStart(16, '0')}`,
    invoiceDate: isPlanned ? null : '2025-03-20', completedOn: isPlanned ? null : '2025-03-31', plannedYear: null, amountFen: '100000000', tax: 'excluded', condition: 'new', serials: [],
    region: group.region, evidence: [{ sha256: createHash('sha256').update(id).digest('hex'), name: '发票.pdf' }], eligibility: 'eligible', reasons: [], isProgress: false, version: 1,
    enteredBy: group.editors[0] ?? '', enteredAt: now, outcome: null, verifiedFen: '0', verifiedBy: null, verifiedAt: null, ...changes,
  };
}

const made: string[] = [];

/** The enterprises of these tests that were made last, as many as one person can have grants for beside a plain one. */
export const lastCodes = (): readonly string[] => made.slice(-199);

/** A social credit code that nobody has, found by trying its check characters. */
export function creditCode(): string {
  const code = nextCode();
  made.push(code);
  return code;
}

function nextCode(): string {
  const start = `91220101MA${String(made.length + 1).padStart(6, '0')}`;
  for (const organisation of '0123456789X') {
    for (const whole of '0123456789ABCDEFGHJKLMNPQRTUWXY') if (socialCreditCodeSchema.safeParse(`${start}${organisation}${whole}`).success) return `${start}${organisation}${whole}`;
  }
  throw new Error(`No code begins with ${start}`);
}
