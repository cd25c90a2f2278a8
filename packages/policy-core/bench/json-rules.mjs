/**
 * The SME rules in json-rules-engine, for comparison: a rule for each clause, run on runtime facts.
 * `run` is asynchronous; its result names the clauses that were met and not met, with the values
 * that decided, so it is this engine's explanation as well. Comparisons are on floats, written as
 * in handwritten.mjs, so both must agree to the last application.
 */
import { Engine } from 'json-rules-engine';

import { MET, NOT_MET } from './applications.mjs';

/** @typedef {import('./applications.mjs').PlainApplication} PlainApplication */

const AREA_CLAUSE = 'SME-6-1.b';
const SAFETY = ['safety', 'quality', 'environment'];
const SECURITY = ['network-security', 'data-security'];

/** @typedef {import('./applications.mjs').Incident & {withinWindow: boolean}} DatedIncident */

/**
 * @param {string} fact
 * @param {string} operator
 * @param {unknown} value
 */
const when = (fact, operator, value) => ({ fact, operator, value });
const compared = (/** @type {string} */ fact) => ({ fact });

/** @type {[clause: string, conditions: import('json-rules-engine').TopLevelCondition][]} */
const CRITERIA = [
  [AREA_CLAUSE, { all: [when('areaKm2', 'lessThanInclusive', 100)] }],
  ['SME-6-1.c', { all: [when('totalOutput', 'atLeastEachYear', 20)] }],
  ['SME-6-1.d', { all: [when('smeOutput', 'atLeast60PercentOf', compared('totalOutput'))] }],
  ['SME-6-1.e', { all: [when('leadingIndustryOutput', 'grewByAtLeast', 1.157625)] }],
  ['SME-6-1.f', { all: [when('leadingIndustryOutput', 'atLeast70PercentOf', compared('totalOutput'))] }],
  [
    'SME-6-2',
    {
      any: [
        when('championsAndGiants', 'greaterThanInclusive', 1),
        when('specialisedAndHighTech', 'greaterThanInclusive', 5),
      ],
    },
  ],
  ['SME-6-4.a', { all: [when('smeRdExpenditure', 'grewByMoreThan', 1.157625)] }],
  ['SME-6-4.b', { all: [when('validInventionPatents', 'grewByAtLeast', 1.157625)] }],
  ['SME-6-4.c', { all: [when('validInventionPatents', 'atLeast5Per10000', compared('employees'))] }],
  ['SME-6-5.a', { all: [when('industrialInternetPenetration', 'greaterThanInclusive', 8)] }],
  ['SME-6-5.b', { all: [when('industrialSoftwareRate', 'risesEachYear', true)] }],
  ['SME-6-6.a', { all: [when('co2Intensity', 'fallsEachYear', true)] }],
  ['SME-6-6.b', betterThanBaseline('highEnergyConsuming', 'energyUsePerUnit', 'energyBaselinePerUnit')],
  ['SME-6-6.c', betterThanBaseline('highWaterConsuming', 'waterUsePerUnit', 'waterBaselinePerUnit')],
  ['SME-7-1', { all: [when('restrictedIndustry', 'equal', false)] }],
  ['SME-7-2', { all: [when('incidents', 'noneMajorOf', SAFETY)] }],
  ['SME-7-3', { all: [when('incidents', 'noneMajorOf', SECURITY)] }],
  ['SME-7-4', { all: [when('majorViolations', 'equal', false)] }],
];

/**
 * @param {string} flag
 * @param {string} use
 * @param {string} baseline
 */
function betterThanBaseline(flag, use, baseline) {
  return { any: [when(flag, 'equal', false), when(use, 'lessThan', compared(baseline))] };
}

/** @type {Record<string, (value: any, compared: any) => boolean>} */
const OPERATORS = {
  atLeastEachYear: (values, least) => values[1] >= least && values[2] >= least && values[3] >= least,
  atLeast60PercentOf: (part, whole) => isShareEachYear(part, whole, 0.6),
  atLeast70PercentOf: (part, whole) => isShareEachYear(part, whole, 0.7),
  grewByAtLeast: (values, factor) => values[3] >= factor * values[0],
  grewByMoreThan: (values, factor) => values[3] > factor * values[0],
  atLeast5Per10000: (patents, employees) => patents[3] * 10000 >= 5 * employees[3],
  risesEachYear: (values) => values[1] > values[0] && values[2] > values[1] && values[3] > values[2],
  fallsEachYear: (values) => values[1] < values[0] && values[2] < values[1] && values[3] < values[2],
  noneMajorOf: (incidents, categories) =>
    !incidents.some(
      (/** @type {DatedIncident} */ { grade, category, withinWindow }) =>
        withinWindow && (grade === 'major' || grade === 'extraordinary') && categories.includes(category),
    ),
};

/**
 * @param {number[]} part
 * @param {number[]} whole
 * @param {number} share
 */
function isShareEachYear(part, whole, share) {
  return part[1] >= share * whole[1] && part[2] >= share * whole[2] && part[3] >= share * whole[3];
}

/** @returns {Engine} built once, run for each application */
export function createJsonRulesEngine() {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [name, evaluate] of Object.entries(OPERATORS)) engine.addOperator(name, evaluate);
  for (const [clause, conditions] of CRITERIA) {
    engine.addRule({ name: clause, conditions, event: { type: clause } });
  }
  return engine;
}

/**
 * @param {PlainApplication} plain a complete one
 * @returns {Record<string, unknown>} the runtime facts
 */
export function toRuntimeFacts(plain) {
  const { judgements, asOf, incidents, ...facts } = plain;
  const after = `${Number(asOf.slice(0, 4)) - 3}${asOf.slice(4)}`;
  return {
    ...facts,
    championsAndGiants: plain.nationalChampions + plain.littleGiants,
    specialisedAndHighTech: plain.provincialSpecialisedSmes + plain.highTechEnterprises,
    incidents: (incidents ?? []).map((entry) => ({
      ...entry,
      withinWindow: entry.date > after && entry.date <= asOf,
    })),
    judgementsNotMet: judgements.filter((value) => value === NOT_MET).length,
    judgementsOpen: judgements.filter((value) => value !== MET && value !== NOT_MET).length,
  };
}

/**
 * @param {Engine} engine
 * @param {Record<string, any>} facts
 * @returns {Promise<'eligible' | 'ineligible' | 'needs-judgement'>}
 */
export async function decideByJsonRules(engine, facts) {
  const { failureResults } = await engine.run(facts);
  const areaFails = failureResults.some(({ name }) => name === AREA_CLAUSE);
  if (facts.judgementsNotMet > 0 || failureResults.length > (areaFails ? 1 : 0)) return 'ineligible';
  return facts.judgementsOpen > 0 || (areaFails && !facts.areaWaived) ? 'needs-judgement' : 'eligible';
}
