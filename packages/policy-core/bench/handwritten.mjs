/**
 * The SME rules (jl-sme-2024) as a good programmer would write them by hand on floats: the speed
 * floor of the benchmark. Not exact, on purpose: on a threshold a rounding of the double decides.
 * Nothing in the product may use this file.
 */
import { MET, NOT_MET, OPEN, toPlain } from './applications.mjs';

/** @typedef {import('./applications.mjs').PlainApplication} PlainApplication */
/** @typedef {'eligible' | 'ineligible' | 'incomplete' | 'needs-judgement'} Verdict */

// 1.05 cubed; the expression 1.05 ** 3 is a little more, and fails growth of exactly 5 %.
const THREE_YEARS_AT_5_PERCENT = 1.157625;

/**
 * Order of verdicts: INT-24. Every failing test is written so that NaN, a missing value, makes it
 * false: what is missing never fails (INT-26), and is looked for only after nothing failed.
 * @param {PlainApplication} a
 * @returns {Verdict}
 */
export function decide(a) {
  const judgement = worstOf(a.judgements);
  if (judgement === NOT_MET || failsClause(a)) return 'ineligible';
  if (lacksFact(a)) return 'incomplete';
  if (judgement === OPEN || (a.areaKm2 > 100 && !a.areaWaived)) return 'needs-judgement';
  return 'eligible';
}

/**
 * The same from what arrives: decimal strings, series by year.
 * @param {import('./applications.mjs').Request} request
 * @returns {Verdict}
 */
export function decideRequest(request) {
  return decide(toPlain(request));
}

/** @param {PlainApplication} a */
function failsClause(a) {
  return (
    a.restrictedIndustry === true ||
    a.majorViolations === true ||
    failsScale(a) ||
    (a.nationalChampions + a.littleGiants < 1 && a.provincialSpecialisedSmes + a.highTechEnterprises < 5) ||
    failsInnovation(a) ||
    a.industrialInternetPenetration < 8 ||
    failsTrends(a) ||
    (a.highEnergyConsuming === true && a.energyUsePerUnit >= a.energyBaselinePerUnit) ||
    (a.highWaterConsuming === true && a.waterUsePerUnit >= a.waterBaselinePerUnit) ||
    (a.incidents !== undefined && a.incidents.length > 0 && hasMajorIncident(a.incidents, a.asOf))
  );
}

/** @param {PlainApplication} a */
function failsScale({ totalOutput: total, smeOutput: sme, leadingIndustryOutput: leading }) {
  return (
    total[1] < 20 || total[2] < 20 || total[3] < 20 ||
    sme[1] < 0.6 * total[1] || sme[2] < 0.6 * total[2] || sme[3] < 0.6 * total[3] ||
    leading[1] < 0.7 * total[1] || leading[2] < 0.7 * total[2] || leading[3] < 0.7 * total[3] ||
    growsByLessThan5Percent(leading)
  );
}

/** @param {PlainApplication} a */
function failsInnovation({ smeRdExpenditure: rd, validInventionPatents: patents, employees }) {
  return (
    rd[3] <= THREE_YEARS_AT_5_PERCENT * rd[0] ||
    growsByLessThan5Percent(patents) ||
    patents[3] * 10000 < 5 * employees[3]
  );
}

/** @param {PlainApplication} a */
function failsTrends({ industrialSoftwareRate: software, co2Intensity: co2 }) {
  return (
    software[1] <= software[0] || software[2] <= software[1] || software[3] <= software[2] ||
    co2[1] >= co2[0] || co2[2] >= co2[1] || co2[3] >= co2[2]
  );
}

/**
 * Compound growth from the base year (INT-3); from zero to zero is no growth.
 * @param {number[]} values
 */
function growsByLessThan5Percent(values) {
  return values[3] < THREE_YEARS_AT_5_PERCENT * values[0] || values[3] + values[0] === 0;
}

/**
 * SME-7-2 and SME-7-3 together: every category counts in one of them.
 * @param {import('./applications.mjs').Incident[]} incidents
 * @param {string} asOf
 */
function hasMajorIncident(incidents, asOf) {
  const after = threeYearsBefore(asOf);
  for (const { date, grade } of incidents) {
    if ((grade === 'major' || grade === 'extraordinary') && date > after && date <= asOf) return true;
  }
  return false;
}

/**
 * @param {string} day
 * @returns {string} INT-2: from 29 February, 28 February
 */
function threeYearsBefore(day) {
  const monthAndDay = day.slice(4);
  return `${Number(day.slice(0, 4)) - 3}${monthAndDay === '-02-29' ? '-02-28' : monthAndDay}`;
}

/** @param {PlainApplication} a */
function lacksFact(a) {
  const { totalOutput: total, smeOutput: sme, leadingIndustryOutput: leading, smeRdExpenditure: rd } = a;
  const { validInventionPatents: patents, industrialSoftwareRate: software, co2Intensity: co2 } = a;
  // One NaN makes the sum NaN: one test in place of thirty. The parentheses let the processor add
  // the groups side by side; one long chain is slower by a tenth.
  const sum =
    (a.areaKm2 + a.employees[3] + a.industrialInternetPenetration) +
    (total[1] + total[2] + total[3]) + (sme[1] + sme[2] + sme[3]) +
    (leading[0] + leading[1] + leading[2] + leading[3]) + (rd[0] + rd[3]) + (patents[0] + patents[3]) +
    (software[0] + software[1] + software[2] + software[3]) + (co2[0] + co2[1] + co2[2] + co2[3]);
  return (
    Number.isNaN(sum) ||
    !(a.nationalChampions + a.littleGiants >= 1 || a.provincialSpecialisedSmes + a.highTechEnterprises >= 5) ||
    lacksBaseline(a.highEnergyConsuming, a.energyUsePerUnit + a.energyBaselinePerUnit) ||
    lacksBaseline(a.highWaterConsuming, a.waterUsePerUnit + a.waterBaselinePerUnit) ||
    a.restrictedIndustry === undefined || a.incidents === undefined || a.majorViolations === undefined
  );
}

/**
 * @param {boolean | undefined} concerned
 * @param {number} figures their sum
 */
function lacksBaseline(concerned, figures) {
  return concerned === undefined || (concerned && Number.isNaN(figures));
}

/**
 * @param {number[]} judgements
 * @returns {number} NOT_MET before OPEN before MET
 */
function worstOf(judgements) {
  let worst = MET;
  for (let i = 0; i < judgements.length; i += 1) if (judgements[i] < worst) worst = judgements[i];
  return worst;
}
