/**
 * The SME rules as a decision of GoRules ZEN (JDM), for comparison.
 *
 * The engine (0.54.0) has no synchronous evaluation of a decision: `evaluate` answers with a
 * promise, from a thread of its own. `evaluateExpressionSync` exists, but parses its expression
 * again on every call and knows no trace. Numbers inside are decimals, so ZEN is right on
 * thresholds where floats are not.
 */
import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';

import { MET, NOT_MET } from './applications.mjs';

/** @typedef {import('./applications.mjs').PlainApplication} PlainApplication */
/** @typedef {import('@gorules/zen-engine').ZenDecision} ZenDecision */
/** @typedef {import('@gorules/zen-engine').ZenEvaluateOptions} ZenEvaluateOptions */

/** ZEN cannot order strings: grades are counted from 一般 upward, days are written as numbers. */
const GRADES = ['general', 'larger', 'major', 'extraordinary'];
const MAJOR = GRADES.indexOf('major');
const WITHIN_WINDOW = '#.day > windowOpensAfter and #.day <= asOf';

/** @type {[clause: string, expression: string][]} */
const CRITERIA = [
  ['SME-6-1.b', 'areaKm2 <= 100'],
  ['SME-6-1.c', eachYear((year) => `totalOutput[${year}] >= 20`)],
  ['SME-6-1.d', eachYear((year) => `smeOutput[${year}] >= 0.6 * totalOutput[${year}]`)],
  ['SME-6-1.e', 'leadingIndustryOutput[3] >= 1.157625 * leadingIndustryOutput[0]'],
  ['SME-6-1.f', eachYear((year) => `leadingIndustryOutput[${year}] >= 0.7 * totalOutput[${year}]`)],
  ['SME-6-2', 'nationalChampions + littleGiants >= 1 or provincialSpecialisedSmes + highTechEnterprises >= 5'],
  ['SME-6-4.a', 'smeRdExpenditure[3] > 1.157625 * smeRdExpenditure[0]'],
  ['SME-6-4.b', 'validInventionPatents[3] >= 1.157625 * validInventionPatents[0]'],
  ['SME-6-4.c', 'validInventionPatents[3] * 10000 >= 5 * employees'],
  ['SME-6-5.a', 'industrialInternetPenetration >= 8'],
  ['SME-6-5.b', eachYear((year) => `industrialSoftwareRate[${year}] > industrialSoftwareRate[${year - 1}]`)],
  ['SME-6-6.a', eachYear((year) => `co2Intensity[${year}] < co2Intensity[${year - 1}]`)],
  ['SME-6-6.b', 'not highEnergyConsuming or energyUsePerUnit < energyBaselinePerUnit'],
  ['SME-6-6.c', 'not highWaterConsuming or waterUsePerUnit < waterBaselinePerUnit'],
  ['SME-7-1', 'not restrictedIndustry'],
  ['SME-7-2', noneMajor('#.category in ["safety", "quality", "environment"]')],
  ['SME-7-3', noneMajor('#.category in ["network-security", "data-security"]')],
  ['SME-7-4', 'not majorViolations'],
];

/**
 * @param {(year: number) => string} condition
 * @returns {string} ZEN has no slice of an array by index, so the three years are written out
 */
function eachYear(condition) {
  return [1, 2, 3].map(condition).join(' and ');
}

/**
 * @param {string} ofCategory
 * @returns {string}
 */
function noneMajor(ofCategory) {
  return `none(incidents, #.grade >= ${MAJOR} and ${ofCategory} and ${WITHIN_WINDOW})`;
}

/** @param {string} clause */
const keyOf = (clause) => clause.replaceAll(/\W/g, '_');

/** @returns {string} the order of INT-24, without `incomplete`: a missing operand is an error in ZEN */
function verdictExpression() {
  const must = CRITERIA.filter(([clause]) => clause !== 'SME-6-1.b').map(([clause]) => `$.${keyOf(clause)}`);
  return (
    `judgementsNotMet > 0 or not (${must.join(' and ')}) ? 'ineligible' : ` +
    `judgementsOpen > 0 or not ($.SME_6_1_b or areaWaived) ? 'needs-judgement' : 'eligible'`
  );
}

/** @returns {object} the decision model: input -> one expression node -> output */
export function decisionModel() {
  const expressions = [...CRITERIA, ['verdict', verdictExpression()]].map(([clause, value], index) => ({
    id: `x${index}`,
    key: keyOf(clause),
    value,
  }));
  return {
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', type: 'inputNode', name: 'application', position: { x: 0, y: 0 }, content: {} },
      { id: 'criteria', type: 'expressionNode', name: 'criteria', position: { x: 200, y: 0 }, content: { expressions } },
      { id: 'out', type: 'outputNode', name: 'decision', position: { x: 400, y: 0 }, content: {} },
    ],
    edges: [
      { id: 'e1', sourceId: 'in', targetId: 'criteria', type: 'edge' },
      { id: 'e2', sourceId: 'criteria', targetId: 'out', type: 'edge' },
    ],
  };
}

/** @param {string} day */
const dayNumber = (day) => Number(day.replaceAll('-', ''));

/**
 * What ZEN is given: numbers and flags; what is missing is left out (it would travel as null).
 * @param {PlainApplication} plain a complete one
 * @returns {Record<string, unknown>}
 */
export function toZenContext(plain) {
  const { asOf, incidents, judgements, ...facts } = plain;
  const present = Object.entries(facts).filter(([, value]) => !Number.isNaN(value));
  return {
    ...Object.fromEntries(present),
    smeOutput: withoutGaps(plain.smeOutput),
    employees: plain.employees[3],
    incidents: (incidents ?? []).map(({ date, category, grade }) => ({
      day: dayNumber(date),
      category,
      grade: GRADES.indexOf(grade),
    })),
    // Three years before as a number; no 29 February among the benchmark's days.
    windowOpensAfter: dayNumber(asOf) - 30000,
    asOf: dayNumber(asOf),
    judgementsNotMet: judgements.filter((value) => value === NOT_MET).length,
    judgementsOpen: judgements.filter((value) => value !== MET && value !== NOT_MET).length,
  };
}

/** @param {number[]} values years that no clause asks for are NaN, which JSON has no word for */
const withoutGaps = (values) => values.map((value) => (Number.isNaN(value) ? 0 : value));

/** @returns {ZenDecision} compiled once: as ZenDecisionContent a call takes a quarter less than as a plain object */
export function createZenDecision() {
  return new ZenEngine().createDecision(new ZenDecisionContent(decisionModel()));
}
