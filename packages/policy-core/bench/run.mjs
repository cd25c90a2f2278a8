/**
 * The benchmark: `node bench/run.mjs [--short] [--seed N] [--applications N] [--working-set N]
 * [--lines N] [--json FILE]`. Prints who agrees with whom, then the table of speeds, and writes
 * both as JSON. Judge by the ratios: the machine is shared.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { agreementLine, compareVerdicts, distribution } from './agreement.mjs';
import { DEFAULT_SEED, generateSamples, toPlain } from './applications.mjs';
import { batchVerdicts, measureBatch } from './batch.mjs';
import { decide } from './handwritten.mjs';
import { createJsonRulesEngine, decideByJsonRules, toRuntimeFacts } from './json-rules.mjs';
import { measure, ratio, table } from './measure.mjs';
import { handwrittenRows, jsonRulesRows, parseRow, subjectRows, zenRows } from './rows.mjs';
import { subject } from './subject.mjs';
import { createZenDecision, toZenContext } from './zen.mjs';

/** @typedef {import('./agreement.mjs').Agreement} Agreement */
/** @typedef {import('./applications.mjs').Sample} Sample */
/** @typedef {import('./batch.mjs').BatchResult} BatchResult */
/** @typedef {import('./measure.mjs').Result} Result */

const RESULTS = fileURLToPath(new URL('results/latest.json', import.meta.url));
const CHECKED_LINES = 500;
const LEAST_BATCH_PER_SECOND = 40_000;
const MOST_BATCH_MEGABYTES = 200;

/** Least ratio of one row to another. */
const TARGETS = [
  { row: 'b', to: 'a', least: 0.5 },
  { row: 'c', to: 'd-trace', least: 100 },
];

/**
 * @typedef {object} Options
 * @property {number} seed
 * @property {number} applications on which the verdicts are compared
 * @property {number} workingSet of those, how many the rows are timed on. Small enough for the
 *   second-level cache (1.2 kB each): with ten times as many the memory decides, not the code.
 * @property {number} rounds
 * @property {number} millisPerRound
 * @property {number} lines
 * @property {string} json
 */

/** @returns {Options} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      applications: { type: 'string' },
      'working-set': { type: 'string', default: '1000' },
      lines: { type: 'string' },
      json: { type: 'string', default: RESULTS },
    },
  });
  const { short } = values;
  return {
    seed: Number(values.seed),
    applications: Number(values.applications ?? (short ? 2000 : 20_000)),
    workingSet: Number(values['working-set']),
    rounds: short ? 2 : 15,
    millisPerRound: short ? 50 : 200,
    lines: Number(values.lines ?? (short ? 5000 : 200_000)),
    json: values.json,
  };
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * @param {Sample[]} samples
 * @returns {Promise<Agreement[]>}
 */
async function compareAll(samples) {
  const complete = samples.filter((sample) => sample.complete);
  const plain = complete.map(({ request }) => toPlain(request));
  const byHand = plain.map(decide);
  const byZen = await zenVerdicts(plain);
  const verdictOf = (/** @type {Sample} */ { request }) => subject.verdict(subject.prepare(request));
  return [
    compareVerdicts('hand-written / ZEN, complete applications', complete, byHand, byZen),
    compareVerdicts('hand-written / json-rules-engine, complete applications', complete, byHand, await jsonRulesVerdicts(plain)),
    compareVerdicts('policy-core / ZEN, complete applications', complete, complete.map(verdictOf), byZen),
    compareVerdicts('policy-core / hand-written', samples, samples.map(verdictOf), samples.map(({ request }) => decide(toPlain(request)))),
  ];
}

/** @param {import('./applications.mjs').PlainApplication[]} plain */
async function zenVerdicts(plain) {
  const decision = createZenDecision();
  const verdicts = [];
  for (const application of plain) verdicts.push((await decision.evaluate(toZenContext(application))).result.verdict);
  return verdicts;
}

/** @param {import('./applications.mjs').PlainApplication[]} plain */
async function jsonRulesVerdicts(plain) {
  const engine = createJsonRulesEngine();
  const verdicts = [];
  for (const application of plain) verdicts.push(await decideByJsonRules(engine, toRuntimeFacts(application)));
  return verdicts;
}

/**
 * @param {Sample[]} samples
 * @param {Options} options
 * @returns {Promise<Result[]>}
 */
async function measureRows(samples, options) {
  // Through JSON, so that the objects have the shapes that a parsed request has.
  const requests = samples.map(({ request }) => JSON.parse(JSON.stringify(request)));
  const plain = requests.map(toPlain);
  const complete = plain.filter((_, index) => samples[index].complete);
  const rows = [
    ...handwrittenRows(plain, requests),
    ...subjectRows(subject, requests),
    ...zenRows(complete),
    ...jsonRulesRows(complete),
    parseRow(requests),
  ];
  return measure(rows, options);
}

/**
 * @param {Result[]} results
 * @returns {Record<string, string>} by row id
 */
function targetNotes(results) {
  /** @type {Record<string, string>} */
  const notes = {};
  for (const { row, to, least } of TARGETS) {
    const result = results.find(({ id }) => id === row);
    const base = results.find(({ id }) => id === to);
    if (result === undefined || base === undefined) continue;
    notes[row] = `at least ${least} × (${to}): ${ratio(result, base) >= least ? 'met' : 'MISSED'}`;
  }
  return notes;
}

/**
 * @param {BatchResult} batch
 * @param {Result[]} rows
 * @returns {string}
 */
function batchLines(batch, rows) {
  const parses = (batch.cpuSeconds / batch.answers) * (rows.find(({ id }) => id === 'p')?.perSecond.median ?? Number.NaN);
  const speed = batch.perSecond >= LEAST_BATCH_PER_SECOND ? 'met' : 'MISSED';
  const memory = batch.peakMegabytes < MOST_BATCH_MEGABYTES ? 'met' : 'MISSED';
  return [
    `(f) CLI batch${batch.pinned ? ', held to one core' : ''}: ${batch.answers} answers to ${batch.lines} lines, exit ${batch.exitCode}`,
    `    ${Math.round(batch.perSecond)} decisions/s (target ${LEAST_BATCH_PER_SECOND}: ${speed}), ` +
      `${batch.seconds.toFixed(2)} s wall, ${batch.secondsToFirstByte.toFixed(2)} s to the first byte, ` +
      `${batch.cpuSeconds.toFixed(2)} s CPU = ${((batch.cpuSeconds / batch.answers) * 1e6).toFixed(1)} µs a decision, ${parses.toFixed(1)} × (p)`,
    `    ${batch.megabytesIn.toFixed(0)} MB in, ${batch.megabytesOut.toFixed(0)} MB out, ` +
      `peak ${batch.peakMegabytes.toFixed(0)} MB resident (target below ${MOST_BATCH_MEGABYTES}: ${memory})`,
  ].join('\n');
}

/**
 * @param {Sample[]} samples
 * @param {number} lines
 * @returns {Promise<{batch: BatchResult, agreement: Agreement}>}
 */
async function runBatchRow(samples, lines) {
  const checked = samples.slice(0, CHECKED_LINES);
  const requests = samples.map(({ request }) => request);
  const verdicts = batchVerdicts(requests.slice(0, CHECKED_LINES));
  const byHand = checked.map(({ request }) => decide(toPlain(request)));
  return {
    agreement: compareVerdicts('CLI batch / hand-written', checked, verdicts, byHand),
    batch: await measureBatch(requests, lines),
  };
}

/**
 * @param {string} file
 * @param {object} content nothing that changes with the day, so that runs can be compared
 */
function writeResults(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  print(`\nwritten: ${path.relative(process.cwd(), file)}`);
}

async function main() {
  const options = readOptions();
  const { seed, applications, workingSet, lines } = options;
  const machine = { node: process.version, cpu: cpus()[0].model.trim(), cores: cpus().length };
  print(`seed ${seed}, ${applications} applications, timed on ${workingSet}; node ${machine.node}, ${machine.cores} x ${machine.cpu}`);

  if (options.rounds < 5) print('a short run shows that everything runs; its figures and targets mean nothing');

  const samples = generateSamples({ count: applications, seed });
  const verdicts = distribution(samples.map(({ request }) => decide(toPlain(request))));
  const share = (/** @type {number} */ count) => `${((100 * count) / applications).toFixed(1)} %`;
  print(`verdicts (hand-written): ${Object.entries(verdicts).map(([verdict, count]) => `${verdict} ${share(count)}`).join(', ')}`);
  const thresholds = samples.filter(({ threshold }) => threshold !== '').length;
  print(`on a threshold to the digit: ${share(thresholds)}; with a fact taken out: ${share(samples.filter(({ complete }) => !complete).length)}`);

  const agreements = await compareAll(samples);
  const batchRow = await runBatchRow(samples, lines);
  agreements.push(batchRow.agreement);
  print(`\n${agreements.map(agreementLine).join('\n')}`);

  const rows = await measureRows(samples.slice(0, workingSet), options);
  print(`\n${table(rows, { ratiosTo: ['a', 'd-trace'], notes: targetNotes(rows) })}`);
  print(`\n${batchLines(batchRow.batch, rows)}`);
  writeResults(options.json, { seed, ...machine, applications, workingSet, verdicts, agreements, rows, batch: batchRow.batch });
}

await main();
