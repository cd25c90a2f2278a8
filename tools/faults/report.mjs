/** The figures of a run. */
import { shown, spreadOf, table, writeResult } from '../bench/figures.mjs';
import { BLOWS, POINTS } from './plan.mjs';
import { FAULTS } from './verdict.mjs';

/** Of the ids of a violation; the file has more. */
const SHOWN = 5;

/**
 * @typedef {object} Run
 * @property {number} seed
 * @property {number} kills planned
 * @property {import('./options.mjs').Without | undefined} without
 * @property {import('./main.mjs').Done[]} done
 * @property {import('./plan.mjs').ServerFault[]} struck
 * @property {number} checks
 * @property {import('./verdict.mjs').Violation[]} violations
 * @property {string | undefined} restless
 * @property {import('./fleet.mjs').Death[]} deaths
 * @property {number} failedStarts
 * @property {number[]} startMicros
 * @property {string[]} refused
 * @property {Record<string, number>} totals
 * @property {number} faultSeconds
 * @property {number} seconds
 */

/** @param {Run} run */
export function resultOf(run) {
  const { seed, without, done, struck, checks, restless, deaths, failedStarts, startMicros, refused, totals, faultSeconds, seconds } = run;
  /** @type {import('./verdict.mjs').Violation[]} */
  const violations = [...run.violations];
  if (restless !== undefined) violations.push({ fault: 'wrong', what: 'it did not come to rest', count: 1, ids: [restless] });
  if (deaths.length > 0) violations.push({ fault: 'wrong', what: 'a service ended by itself', count: deaths.length, ids: deaths.map(({ service, how }) => `${service}: ${how}`) });
  if (refused.length > 0) violations.push({ fault: 'wrong', what: 'a command was refused', count: refused.length, ids: refused });
  if (done.length < run.kills) violations.push({ fault: 'wrong', what: 'kills that were planned and not carried out', count: run.kills - done.length, ids: [] });
  const atPoint = (/** @type {string} */ point) => done.filter(({ kill, outcome }) => outcome === 'at-point' && kill.point === point);
  return {
    seed,
    without: without ?? 'nothing',
    kills: done.length,
    points: Object.fromEntries(POINTS.map((point) => [point, { at: atPoint(point).filter(({ kill }) => kill.delayMs === 0).length, shortlyAfter: atPoint(point).filter(({ kill }) => kill.delayMs > 0).length }])),
    atAnyMoment: done.filter(({ outcome }) => outcome === 'at-any-moment').length,
    pointsNotReached: done.filter(({ kill, outcome }) => outcome === 'at-any-moment' && kill.point !== undefined).length,
    servers: Object.fromEntries(BLOWS.map((blow) => [blow, struck.filter((fault) => fault.blow === blow).length])),
    failedStarts,
    cpuSecondsAStart: spreadOf(startMicros.map((micros) => micros / 1e6)).median,
    totals,
    checks,
    wrong: Object.fromEntries(FAULTS.map((fault) => [fault, violations.filter((violation) => violation.fault === fault).reduce((sum, { count }) => sum + count, 0)])),
    violations,
    faultSeconds: Math.round(faultSeconds),
    seconds: Math.round(seconds),
  };
}

/** @typedef {ReturnType<typeof resultOf>} Result */

/**
 * @param {Result} result
 * @param {string} json
 * @returns {number} the exit code
 */
export function print(result, json) {
  const { seed, points, servers, totals, wrong, violations, checks } = result;
  const rows = (/** @type {Record<string, number>} */ counts) => Object.entries(counts).map(([name, count]) => [name, String(count)]);
  console.log(`\n${table(['killed at a point', 'exactly', '1-8 ms later'], Object.entries(points).map(([point, { at, shortlyAfter }]) => [point, String(at), String(shortlyAfter)]))}`);
  console.log(`\n${table(['faults', 'times'], [['kills in all', String(result.kills)], ['of these at any moment', String(result.atAnyMoment)], ['points not reached', String(result.pointsNotReached)], ['starts that failed', String(result.failedStarts)], ['CPU seconds a start', shown(result.cpuSecondsAStart)], ...rows(servers)])}`);
  console.log(`\n${table(['work', 'number'], rows(totals))}`);
  console.log(`\n${table([`found by ${checks} checks`, 'number'], rows(wrong))}\n`);
  for (const { fault, what, count, ids } of violations) console.log(`${fault}: ${what}: ${count}\n    ${ids.slice(0, SHOWN).join('\n    ')}`);
  console.log(`${result.seconds} s, of these ${result.faultSeconds} s under faults; seed ${seed}`);
  writeResult(json, result);
  if (violations.length === 0) return 0;
  const again = result.without === 'nothing' ? '' : ` --without ${result.without}`;
  console.log(`\nFailed. The same faults again: node tools/faults/main.mjs --kills ${result.kills} --seed ${seed}${again} --logs faults-logs`);
  return 1;
}
