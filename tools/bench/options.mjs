/** The options that all benchmarks share. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Failure } from '../stack/failure.mjs';

/** @typedef {{ short: boolean, json: string, rounds: number, measureMs: number, warmUpMs: number, profile: string | undefined, only: string[] | undefined }} Options */

const USAGE = `Options:
  --short        only checks that it runs: the figures mean nothing
  --json FILE    where the figures go; tools/bench/results/<name>.json when absent
  --rounds N     rounds in which the rows take turns
  --only A,B     these rows alone, by id
  --profile DIR  writes a CPU profile of each of our own processes`;

/**
 * @param {string} name of the benchmark
 * @param {{ rounds: number, measureMs: number, warmUpMs: number }} usual
 * @returns {Options}
 */
export function readOptions(name, usual) {
  const { values } = parse();
  if (values.help) {
    console.log(`node tools/bench/${name}.mjs [options]\n${USAGE}`);
    process.exit(0);
  }
  const rounds = Number(values.rounds ?? (values.short ? 1 : usual.rounds));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Failure(`--rounds ${values.rounds} is not a number of rounds.`, 'Give a whole number from 1');
  return {
    short: values.short,
    rounds,
    measureMs: values.short ? 300 : usual.measureMs,
    warmUpMs: values.short ? 200 : usual.warmUpMs,
    json: values.json ?? fileURLToPath(new URL(`results/${name}${values.short ? '.short' : ''}.json`, import.meta.url)),
    profile: values.profile,
    only: values.only?.split(','),
  };
}

function parse() {
  try {
    return parseArgs({
      options: { short: { type: 'boolean', default: false }, json: { type: 'string' }, rounds: { type: 'string' }, profile: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), USAGE);
  }
}
