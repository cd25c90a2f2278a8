/** What a run is told on the command line. */
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Failure } from '../stack/failure.mjs';

/** @typedef {'outbox' | 'inbox'} Without */
/** @typedef {{ kills: number, seed: number, without: Without | undefined, json: string, logs: string | undefined }} FaultOptions */
/** @typedef {{ restarts: number, rate: number, json: string, logs: string | undefined }} RestartOptions */

const USAGE = `node tools/faults/main.mjs [options]
  --kills N        processes to be killed; 300 when absent
  --seed N         the sequence of faults; printed by every run
  --short          the run of CI: 300 kills
  --without WHAT   outbox or inbox: switches it off from outside, to show that the loss is found
  --json FILE      where the figures go; a file of tools/bench/results when absent
  --logs DIR       keeps the logs of the services and servers there`;

const RESTARTS_USAGE = `node tools/faults/restarts.mjs [options]
  --restarts N     of gateways and registries in turn; 20 when absent
  --rate N         requests a second; 500 when absent, or what the machine bears
  --short          the run of CI: 4 restarts
  --json FILE      where the figures go; a file of tools/bench/results when absent
  --logs DIR       keeps the logs of the services and servers there`;

/** @returns {FaultOptions} */
export function readFaultOptions() {
  const values = parse(USAGE, { kills: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } });
  const { without } = values;
  if (without !== undefined && without !== 'outbox' && without !== 'inbox') throw new Failure(`--without ${without} is not known.`, 'Give --without outbox or --without inbox');
  return {
    kills: wholeNumber('kills', values.kills, 300),
    seed: wholeNumber('seed', values.seed, randomInt(1, 1_000_000)),
    without,
    json: values.json ?? resultFile(without === undefined ? 'faults' : `without-${without}`),
    logs: values.logs,
  };
}

/** @returns {RestartOptions} */
export function readRestartOptions() {
  const values = parse(RESTARTS_USAGE, { restarts: { type: 'string' }, rate: { type: 'string' } });
  return {
    restarts: wholeNumber('restarts', values.restarts, values.short ? 4 : 20),
    rate: wholeNumber('rate', values.rate, 500),
    json: values.json ?? resultFile('restarts'),
    logs: values.logs,
  };
}

/** @param {string} name */
const resultFile = (name) => fileURLToPath(new URL(`../bench/results/${name}.json`, import.meta.url));

/**
 * @param {string} usage
 * @param {Record<string, { type: 'string' }>} own
 * @returns {{ short: boolean } & Record<string, string | undefined>}
 */
function parse(usage, own) {
  try {
    const { values } = parseArgs({ options: { ...own, short: { type: 'boolean', default: false }, json: { type: 'string' }, logs: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return /** @type {any} */ (values);
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), usage);
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} usual
 */
function wholeNumber(name, text, usual) {
  if (text === undefined) return usual;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Failure(`--${name} ${text} is not a whole number from 1.`, `Give --${name} such as ${usual}`);
  return number;
}
