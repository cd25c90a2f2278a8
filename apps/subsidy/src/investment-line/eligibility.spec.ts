import { installedPolicies } from '@jiqun/policy-core';

import { judgeLine, type JudgedLine, type LineRules } from './eligibility.js';

const policy = installedPolicies.find('jl-amc-subsidy-2024', '2025-05-06');
const rules: LineRules = {
  policy, eligibleFrom: '2024-01-01', eligibleThrough: '2026-12-31', today: '2025-05-06', isInProvince: (region) => region.startsWith('22'),
  project: { type: 'renovation', startsOn: '2024-01-01', endsOn: '2026-12-31' },
};
const line: JudgedLine = {
  category: 'equipment', supplierName: '某公司', invoiceNumber: '12345678', invoiceDate: '2025-03-20', completedOn: '2025-03-31', plannedYear: null, tax: 'excluded', condition: 'new',
  serials: ['A1'], region: '220182', evidence: [{ sha256: 'a'.repeat(64), name: '发票' }],
};
const judged = (changes: Partial<JudgedLine> = {}, under: Partial<LineRules> = {}) => {
  const { eligibility, reasons } = judgeLine({ ...line, ...changes }, { ...rules, ...under });
  return [eligibility, ...reasons.map(({ code, clause }) => `${code} ${clause}`)];
};

describe('an investment line', () => {
  it('SUB-5.c: of each category that the policy supports counts, new and in time', () => {
    for (const category of policy.source.money?.eligibleCategories.values ?? []) expect(judged({ category })).toEqual(['eligible']);
  });

  it('SUB-5.c: of civil works, plant, or a category that the policy does not name never counts', () => {
    for (const category of policy.source.money?.excludedCategories.values ?? []) expect(judged({ category })).toEqual(['ineligible', 'CATEGORY_EXCLUDED SUB-5.c']);
    expect(policy.source.money?.excludedCategories.values).toEqual(['civilWorks', 'plant']);
    expect(judged({ category: 'landscaping' })).toEqual(['ineligible', 'CATEGORY_UNKNOWN SUB-5.c']);
  });

  it('SUB-5.c: of second-hand equipment never counts; equipment of which it is not said needs an explanation', () => {
    expect(judged({ condition: 'second-hand' })).toEqual(['ineligible', 'SECOND_HAND SUB-5.c']);
    expect(judged({ condition: null })).toEqual(['needs-explanation', 'CONDITION_NOT_STATED SUB-5.c']);
    expect(judged({ condition: null, serials: [] })).toEqual(['eligible']);
  });

  it('SUB-6-1: outside the province never counts', () => {
    expect(judged({ region: '210100' })).toEqual(['ineligible', 'OUTSIDE_PROVINCE SUB-6-1']);
  });

  it('SUB-4.a: of a project outside the four types never counts', () => {
    expect(judged({}, { project: { ...rules.project, type: 'landscaping' } })).toEqual(['ineligible', 'PROJECT_TYPE SUB-4.a']);
  });

  it.each([
    ['2023-12-31', 'ineligible'], ['2024-01-01', 'eligible'], ['2024-01-02', 'eligible'], ['2025-05-05', 'eligible'], ['2025-05-06', 'eligible'], ['2025-05-07', 'ineligible'],
  ])('SUB-4.b: completed on %s, judged on 2025-05-06 for a period from 2024-01-01, is %s', (completedOn, expected) => {
    expect(judged({ completedOn, invoiceDate: '2024-06-01' }, { project: { ...rules.project, startsOn: '2023-01-01' } })[0]).toBe(expected);
  });

  it.each([['2026-12-30', 'eligible'], ['2026-12-31', 'eligible'], ['2027-01-01', 'ineligible']])('SUB-4.b: completed on %s, for a period through 2026-12-31, is %s', (completedOn, expected) => {
    expect(judged({ completedOn }, { today: '2027-06-30', project: { ...rules.project, endsOn: '2027-12-31' } })[0]).toBe(expected);
  });

  it('SUB-4.b: not completed yet counts nothing until it is, and says so', () => {
    expect(judged({ completedOn: null, plannedYear: 2026 })).toEqual(['eligible', 'NOT_COMPLETED SUB-4.b']);
    expect(judged({ completedOn: null, plannedYear: 2027 })).toEqual(['ineligible', 'NOT_COMPLETED SUB-4.b', 'OUT_OF_PERIOD SUB-4.b']);
    expect(judged({ completedOn: null, plannedYear: 2023 })[0]).toBe('ineligible');
  });

  it('SUB-4.b: what is unclear needs an explanation: papers, tax, the schedule, an invoice older than the period', () => {
    expect(judged({ supplierName: null, invoiceNumber: null, invoiceDate: null, evidence: [] })).toEqual(['needs-explanation', 'SUPPLIER_MISSING SUB-4.b', 'INVOICE_MISSING SUB-4.b', 'EVIDENCE_MISSING SUB-4.b']);
    expect(judged({ tax: 'included' })).toEqual(['needs-explanation', 'TAX_INCLUDED SUB-5.c']);
    expect(judged({}, { project: { ...rules.project, endsOn: '2025-03-30' } })).toEqual(['needs-explanation', 'OUTSIDE_SCHEDULE SUB-4.b']);
    expect(judged({ invoiceDate: '2023-12-31' })).toEqual(['needs-explanation', 'INVOICE_BEFORE_PERIOD SUB-4.b']);
    expect(judged({ invoiceDate: '2024-01-01' })).toEqual(['eligible']);
  });

  it('that never counts says every reason at once', () => {
    expect(judged({ category: 'plant', condition: 'second-hand', region: '110000', completedOn: '2020-01-01', tax: 'included' })).toEqual([
      'ineligible', 'CATEGORY_EXCLUDED SUB-5.c', 'SECOND_HAND SUB-5.c', 'OUTSIDE_PROVINCE SUB-6-1', 'OUT_OF_PERIOD SUB-4.b', 'OUTSIDE_SCHEDULE SUB-4.b', 'TAX_INCLUDED SUB-5.c',
    ]);
  });
});
