import type { Role, supportKinds } from '@jiqun/contracts';

/** One of the kinds of support. */
export type SupportKind = (typeof supportKinds)[number];

/** What the register must know of a programme. A test compares it with the programme's policy file. */
export interface ProgrammeRule {
  readonly tenant: string;
  /** Whether a title ends with its term when no re-review was applied for. */
  readonly endsWithTerm: boolean;
  /** Recognised clusters are in the cultivation library. */
  readonly cultivation?: { readonly clause: string };
  /** A major change is to be reported within so many calendar days after it. */
  readonly changeReport?: { readonly clause: string; readonly calendarDays: number; readonly interpretations: readonly string[] };
  /** The supports that follow from a title, and who grants them. */
  readonly supports: { readonly clause: string; readonly kinds: readonly SupportKind[]; readonly roles: readonly Role[] };
}

const noSupport: ProgrammeRule['supports'] = { clause: '', kinds: [], roles: [] };

const rules: Readonly<Record<string, ProgrammeRule>> = {
  'jl-amc-2024': {
    tenant: 'CN-22',
    endsWithTerm: false,
    cultivation: { clause: 'AMC-8' },
    supports: { clause: 'AMC-4', kinds: ['key-project-funds'], roles: ['province-industry'] },
  },
  'jl-sme-2024': {
    tenant: 'CN-22',
    endsWithTerm: true,
    changeReport: { clause: 'SME-14-4', calendarDays: 30, interpretations: ['INT-12', 'INT-34'] },
    supports: noSupport,
  },
  'xj-amc': {
    tenant: 'CN-65',
    endsWithTerm: false,
    supports: { clause: 'XJ-9', kinds: ['promotion-organisation-capacity', 'enterprise-project'], roles: ['province-industry'] },
  },
  'jl-sei-2020': {
    tenant: 'CN-22',
    endsWithTerm: false,
    supports: {
      clause: 'SEI-4',
      kinds: ['national-recommendation', 'credit', 'major-project-reserve', 'platform-recognition', 'start-up-platform', 'expert-group', 'roadshow'],
      roles: ['province-development-commission'],
    },
  },
};

/** What the register knows of a programme; of one that it does not know: a title without term, duties and supports. */
export function programmeRule(programme: string): ProgrammeRule | undefined {
  return Object.hasOwn(rules, programme) ? rules[programme] : undefined;
}

/** All programmes with rules. */
export const ruledProgrammes: readonly string[] = Object.keys(rules);

/** The clause by which a cluster in several prefectures has one that leads it: AMC-7-1.b, XJ-7-1.b. */
export function leadPrefectureClause(tenant: string): string {
  return tenant === 'CN-65' ? 'XJ-7-1.b' : 'AMC-7-1.b';
}
