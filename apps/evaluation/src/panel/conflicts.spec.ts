import { conflictsOnPanel, conflictsWith, countsOn, tiesToAsk, type JudgedApplication, type Related, type Tie, type TiedPerson } from './conflicts.js';

const APPLICANT = '91220101MA00000001';
const MEMBER = '91220101MA00000002';
const STRANGER = '91220101MA00000003';
const application: JudgedApplication = { id: 'application-1', clusterId: 'cluster-1', organisations: [APPLICANT] };
const DAY = '2025-06-30';

const employed = (creditCode: string, from = '2010-01-01', to?: string): Tie => ({ creditCode, tie: 'employment', from, ...(to === undefined ? {} : { to }) });
/** The registry's answer about a person when it knows these codes to be related to the cluster. */
const answer = (person: TiedPerson, codes: readonly string[], relation = 'member', clusterId = 'cluster-1'): Related[] =>
  tiesToAsk([person], DAY).filter(({ creditCode }) => codes.includes(creditCode)).map((tie) => ({ ...tie, clusterId, relation }));
function rules(ties: readonly Tie[], conflicts: readonly object[] = [], codes: readonly string[] = [], relation = 'member'): readonly string[] {
  const person = { ties, conflicts };
  return conflictsWith(person, application, answer(person, codes, relation), DAY).map(({ rule }) => rule);
}

describe('a conflict of interest', () => {
  it.each([
    ['2022-06-28', false],
    ['2022-06-29', false],
    ['2022-06-30', true],
    ['2022-07-01', true],
  ])('AMC-7-2: a tie to the applicant that ended on %s counts on 2025-06-30: %s', (to, counts) => {
    expect(rules([employed(APPLICANT, '2010-01-01', to)])).toEqual(counts ? ['same-organisation'] : []);
  });

  it('INT-13: the three years end on the corresponding day, and after 29 February on the last day of that month', () => {
    const ended = employed(APPLICANT, '2010-01-01', '2024-02-29');
    expect(countsOn(ended, '2027-02-28')).toBe(true);
    expect(countsOn(ended, '2027-03-01')).toBe(false);
  });

  it('AMC-7-2: a tie that lasts counts, one that begins later does not yet', () => {
    expect(rules([employed(APPLICANT)])).toEqual(['same-organisation']);
    expect(rules([employed(APPLICANT, DAY)])).toEqual(['same-organisation']);
    expect(rules([employed(APPLICANT, '2025-07-01')])).toEqual([]);
  });

  it.each(['employment', 'membership', 'ownership'] as const)('XJ-7-2: %s counts alike', (tie) => {
    expect(rules([{ ...employed(APPLICANT), tie }])).toEqual(['same-organisation']);
  });

  it('AMC-7-2: what the registry finds related to the cluster counts while the tie does', () => {
    expect(rules([employed(MEMBER)], [], [MEMBER])).toEqual(['relation']);
    expect(rules([employed(MEMBER, '2010-01-01', '2022-06-29')], [], [MEMBER])).toEqual([]);
    expect(rules([employed(STRANGER)], [], [MEMBER])).toEqual([]);
  });

  it('AMC-7-2: a relation to another cluster is none here', () => {
    const person = { ties: [employed(MEMBER)], conflicts: [] };
    expect(conflictsWith(person, application, answer(person, [MEMBER], 'member', 'cluster-2'), DAY)).toEqual([]);
  });

  it.each([['promotion-organisation', 'same-organisation'], ['operating-body', 'same-organisation'], ['founder', 'relation'], ['owns-member', 'relation'], ['owned-by-member', 'relation']])(
    'AMC-7-2: a tie to a %s of the cluster is of the rule %s',
    (relation, rule) => {
      expect(rules([employed(STRANGER)], [], [STRANGER], relation)).toEqual([rule]);
    },
  );

  it('AMC-7-2: the registry is asked about every tie that counts and everything declared, each once', () => {
    const person = { ties: [employed(MEMBER), employed(STRANGER, '2010-01-01', '2020-01-01')], conflicts: [{ creditCode: APPLICANT }, { clusterId: 'cluster-1' }] };
    expect(tiesToAsk([person, person], DAY)).toEqual([employed(MEMBER), { creditCode: APPLICANT, tie: 'membership', from: DAY }]);
  });

  it('SEI-3-2: what is declared counts whatever the ties: the cluster, an applicant, or an organisation related to the cluster', () => {
    expect(rules([], [{ clusterId: 'cluster-1' }])).toEqual(['declared']);
    expect(rules([], [{ creditCode: APPLICANT }])).toEqual(['declared']);
    expect(rules([], [{ creditCode: MEMBER }], [MEMBER])).toEqual(['declared']);
    expect(rules([], [{ clusterId: 'cluster-2' }, { creditCode: STRANGER }])).toEqual([]);
  });

  it('AMC-7-2: every rule that applies is named, and one application is enough for the whole panel', () => {
    const person = { ties: [employed(APPLICANT), employed(MEMBER)], conflicts: [{ clusterId: 'cluster-1' }] };
    const other: JudgedApplication = { id: 'application-2', clusterId: 'cluster-2', organisations: [STRANGER] };
    const related = answer(person, [MEMBER]);
    expect(conflictsOnPanel(person, [other, application], related, DAY)).toEqual([
      { rule: 'declared', application: 'application-1' },
      { rule: 'relation', application: 'application-1' },
      { rule: 'same-organisation', application: 'application-1' },
    ]);
    expect(conflictsOnPanel(person, [other], related, DAY)).toEqual([]);
  });
});
