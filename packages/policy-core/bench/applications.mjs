/**
 * Random SME applications for the benchmark, in the shape that the command `evaluate` reads, and
 * the float form that the hand-written rules and the other engines read.
 *
 * Every application starts as one that passes; then, each with its own chance, it is put exactly on
 * a threshold, made to fail a clause, given incidents, robbed of a fact, or left with open
 * judgements. About half end as eligible, so that early exits do not decide the benchmark.
 */
import { decimal } from './decimal.mjs';
import { createRandom } from './random.mjs';
import { FAILURES, THRESHOLDS } from './mutations.mjs';

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {Record<string, string | number>} Series value by calendar year */
/** @typedef {{date: string, category: string, grade: string}} Incident */
/** @typedef {Record<string, any>} Facts as facts.json names them */
/**
 * @typedef {object} Request what `jiqun-policy evaluate` reads
 * @property {string} policy
 * @property {string} asOf
 * @property {Facts} facts
 * @property {Record<string, 'met' | 'not-met'>} judgements
 * @property {Record<string, string>} [waivers]
 */
/**
 * @typedef {object} Sample
 * @property {Request} request
 * @property {string} threshold the threshold that is hit to the digit, or ''
 * @property {boolean} complete no fact was taken out
 */
/**
 * @typedef {object} PlainApplication series are [base, y1, y2, y3]; a missing number is NaN, a
 *   missing boolean or list is undefined
 * @property {string} asOf
 * @property {number} areaKm2
 * @property {number[]} totalOutput
 * @property {number[]} smeOutput
 * @property {number[]} leadingIndustryOutput
 * @property {number} nationalChampions
 * @property {number} littleGiants
 * @property {number} provincialSpecialisedSmes
 * @property {number} highTechEnterprises
 * @property {number[]} smeRdExpenditure
 * @property {number[]} validInventionPatents
 * @property {number[]} employees
 * @property {number} industrialInternetPenetration
 * @property {number[]} industrialSoftwareRate
 * @property {number[]} co2Intensity
 * @property {boolean | undefined} highEnergyConsuming
 * @property {number} energyUsePerUnit
 * @property {number} energyBaselinePerUnit
 * @property {boolean | undefined} highWaterConsuming
 * @property {number} waterUsePerUnit
 * @property {number} waterBaselinePerUnit
 * @property {boolean | undefined} restrictedIndustry
 * @property {Incident[] | undefined} incidents
 * @property {boolean | undefined} majorViolations
 * @property {number[]} judgements one of MET, OPEN, NOT_MET for each of JUDGEMENT_CLAUSES
 * @property {boolean} areaWaived
 */

export const AS_OF = '2025-06-30';
export const DEFAULT_SEED = 20240315;
export const AREA_CLAUSE = 'SME-6-1.b';
export const JUDGEMENT_CLAUSES = [
  'SME-6-1.a', 'SME-6-3', 'SME-6-4.d', 'SME-6-5.c', 'SME-6-6.d', 'SME-6-7', 'SME-6-8',
];
export const MET = 1;
export const OPEN = 0;
export const NOT_MET = -1;

const YEARS = ['2021', '2022', '2023', '2024'];
const CATEGORIES = ['safety', 'quality', 'environment', 'network-security', 'data-security'];
// Grades below 重大 are the common ones; a major one ends the application when it is in the window.
const GRADES = ['general', 'general', 'general', 'larger', 'larger', 'larger', 'major', 'extraordinary'];
// The day before the window opens, its first and last day, and the day after (INT-2), beside plain days.
const INCIDENT_DAYS = [
  '2022-06-30', '2022-07-01', '2025-06-30', '2025-07-01', '2021-11-19', '2023-03-08', '2024-05-02',
];

/**
 * Four values that each grow by a share between `least` and `most` per cent a year.
 * @param {Random} random
 * @param {number} base
 * @param {[number, number]} percent
 * @returns {number[]} integers
 */
function growing(random, base, [least, most]) {
  const values = [base];
  for (let year = 1; year < YEARS.length; year += 1) {
    const growth = 1 + (least + random.fraction() * (most - least)) / 100;
    values.push(Math.ceil(values[year - 1] * growth));
  }
  return values;
}

/**
 * @param {number[]} values by year from the base year on
 * @param {(value: number) => string | number} write
 * @param {number} [from] 1 leaves the base year out
 * @returns {Series}
 */
function series(values, write, from = 0) {
  /** @type {Series} */
  const byYear = {};
  for (let year = from; year < YEARS.length; year += 1) byYear[YEARS[year]] = write(values[year]);
  return byYear;
}

/** @param {number} value */
const hundredths = (value) => decimal(value, 2);

/**
 * @param {Random} random
 * @returns {Facts} that pass every clause
 */
function passingFacts(random) {
  const leading = growing(random, random.integer(2000, 6000), [5.5, 14]);
  const total = leading.map((value) => Math.ceil(value / (0.72 + random.fraction() * 0.2)));
  const sme = total.map((value) => Math.ceil(value * (0.62 + random.fraction() * 0.3)));
  const patents = growing(random, random.integer(60, 400), [6, 18]);
  const software = growing(random, random.integer(200, 400), [4, 20]);
  const co2 = growing(random, random.integer(60, 150), [2, 9]).toReversed();
  return {
    areaKm2: decimal(random.integer(150, 999), 1),
    totalOutput: series(total, hundredths),
    smeOutput: series(sme, hundredths, 1),
    leadingIndustryOutput: series(leading, hundredths),
    nationalChampions: random.integer(0, 1),
    littleGiants: random.integer(0, 3),
    provincialSpecialisedSmes: random.integer(3, 15),
    highTechEnterprises: random.integer(2, 25),
    smeRdExpenditure: series(growing(random, random.integer(200, 900), [5.5, 16]), (value) => decimal(value, 3)),
    validInventionPatents: series(patents, (value) => value),
    employees: { 2024: random.integer(3000, patents[3] * 1900) },
    industrialInternetPenetration: decimal(random.integer(81, 350), 1),
    industrialSoftwareRate: series(software, (value) => decimal(value, 1)),
    co2Intensity: series(co2, hundredths),
    ...baselineFacts(random, 0.2, ['highEnergyConsuming', 'energyUsePerUnit', 'energyBaselinePerUnit']),
    ...baselineFacts(random, 0.1, ['highWaterConsuming', 'waterUsePerUnit', 'waterBaselinePerUnit']),
    restrictedIndustry: false,
    incidents: [],
    majorViolations: false,
  };
}

/**
 * @param {Random} random
 * @param {number} share of applications that the baseline concerns
 * @param {[string, string, string]} names flag, use, baseline
 * @returns {Facts}
 */
function baselineFacts(random, share, [flag, use, baseline]) {
  if (!random.chance(share)) return { [flag]: false };
  const base = random.integer(3000, 5000);
  return { [flag]: true, [use]: decimal(base - random.integer(1, 400), 1), [baseline]: decimal(base, 1) };
}

/**
 * @param {Random} random
 * @param {number} index
 * @returns {Incident}
 */
function incident(random, index) {
  const day = random.chance(0.5)
    ? random.pick(INCIDENT_DAYS)
    : `${random.integer(2021, 2024)}-${String(random.integer(101, 112)).slice(1)}-${10 + (index % 18)}`;
  return { date: day, category: random.pick(CATEGORIES), grade: random.pick(GRADES) };
}

/**
 * Takes one fact, or one year of a series, out. A flag goes together with its figures: whether
 * figures without the flag are enough is not the benchmark's question.
 * @param {Random} random
 * @param {Facts} facts
 */
function dropFact(random, facts) {
  const name = random.pick([
    'areaKm2', 'totalOutput', 'smeOutput', 'leadingIndustryOutput', 'smeRdExpenditure',
    'validInventionPatents', 'employees', 'industrialInternetPenetration', 'industrialSoftwareRate',
    'co2Intensity', 'restrictedIndustry', 'incidents', 'majorViolations', 'energyBaselinePerUnit',
    'highWaterConsuming', 'highTechEnterprises',
  ]);
  if (name === 'highWaterConsuming') {
    delete facts.waterUsePerUnit;
    delete facts.waterBaselinePerUnit;
  }
  const byYear = typeof facts[name] === 'object' && name !== 'incidents';
  if (byYear && random.chance(0.8)) delete facts[name][random.pick(Object.keys(facts[name]))];
  else delete facts[name];
}

/**
 * @param {Random} random
 * @returns {Request['judgements']}
 */
function judgements(random) {
  /** @type {Request['judgements']} */
  const recorded = {};
  for (const clause of JUDGEMENT_CLAUSES) recorded[clause] = 'met';
  if (random.chance(0.08)) delete recorded[random.pick(JUDGEMENT_CLAUSES)];
  if (random.chance(0.03)) recorded[random.pick(JUDGEMENT_CLAUSES)] = 'not-met';
  return recorded;
}

/**
 * @param {Random} random
 * @returns {Sample}
 */
function sample(random) {
  const facts = passingFacts(random);
  if (random.chance(0.35)) random.pick(FAILURES).apply(facts, random);
  // After the failures, so that what is said to be on a threshold is still on it.
  const threshold = random.chance(0.2) ? random.pick(THRESHOLDS) : undefined;
  threshold?.apply(facts, random);
  if (random.chance(0.12)) {
    facts.incidents = Array.from({ length: random.integer(1, 3) }, (_, index) => incident(random, index));
  }
  /** @type {Request} */
  const request = { policy: 'jl-sme-2024', asOf: AS_OF, facts, judgements: judgements(random) };
  if (threshold === undefined && random.chance(0.09)) {
    facts.areaKm2 = decimal(random.integer(10001, 18000), 2);
    if (random.chance(0.7)) request.waivers = { [AREA_CLAUSE]: 'two adjoining parks under one management body' };
  }
  const complete = !random.chance(0.03);
  if (!complete) dropFact(random, facts);
  return { request, threshold: threshold?.name ?? '', complete };
}

/**
 * @param {{count: number, seed: number}} options
 * @returns {Sample[]} the same for the same options
 */
export function generateSamples({ count, seed }) {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => sample(random));
}

/**
 * @param {Series | undefined} byYear
 * @param {number} base the year before the three (INT-1, INT-3)
 * @returns {number[]} [base, y1, y2, y3]
 */
function plainSeries(byYear, base) {
  if (byYear === undefined) return [NaN, NaN, NaN, NaN];
  // Number(undefined) is NaN: exactly the mark of a missing value.
  return [Number(byYear[base]), Number(byYear[base + 1]), Number(byYear[base + 2]), Number(byYear[base + 3])];
}

/**
 * @param {Request['judgements']} recorded
 * @returns {number[]}
 */
function plainJudgements(recorded) {
  return JUDGEMENT_CLAUSES.map((clause) => {
    const value = recorded[clause];
    if (value === undefined) return OPEN;
    return value === 'met' ? MET : NOT_MET;
  });
}

/**
 * @param {Request} request
 * @returns {PlainApplication}
 */
export function toPlain(request) {
  const { asOf, facts } = request;
  const base = Number(asOf.slice(0, 4)) - 4;
  return {
    asOf,
    areaKm2: Number(facts.areaKm2),
    totalOutput: plainSeries(facts.totalOutput, base),
    smeOutput: plainSeries(facts.smeOutput, base),
    leadingIndustryOutput: plainSeries(facts.leadingIndustryOutput, base),
    nationalChampions: Number(facts.nationalChampions),
    littleGiants: Number(facts.littleGiants),
    provincialSpecialisedSmes: Number(facts.provincialSpecialisedSmes),
    highTechEnterprises: Number(facts.highTechEnterprises),
    smeRdExpenditure: plainSeries(facts.smeRdExpenditure, base),
    validInventionPatents: plainSeries(facts.validInventionPatents, base),
    employees: plainSeries(facts.employees, base),
    industrialInternetPenetration: Number(facts.industrialInternetPenetration),
    industrialSoftwareRate: plainSeries(facts.industrialSoftwareRate, base),
    co2Intensity: plainSeries(facts.co2Intensity, base),
    highEnergyConsuming: facts.highEnergyConsuming,
    energyUsePerUnit: Number(facts.energyUsePerUnit),
    energyBaselinePerUnit: Number(facts.energyBaselinePerUnit),
    highWaterConsuming: facts.highWaterConsuming,
    waterUsePerUnit: Number(facts.waterUsePerUnit),
    waterBaselinePerUnit: Number(facts.waterBaselinePerUnit),
    restrictedIndustry: facts.restrictedIndustry,
    incidents: facts.incidents,
    majorViolations: facts.majorViolations,
    judgements: plainJudgements(request.judgements),
    areaWaived: request.waivers?.[AREA_CLAUSE] !== undefined,
  };
}
