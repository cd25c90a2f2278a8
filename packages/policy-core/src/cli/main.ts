import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { PolicyError } from '../errors.js';
import { awardAsText, decisionAsText } from '../evaluate/as-text.js';
import { evaluate } from '../evaluate/evaluate.js';
import { awardUnder } from '../money/award-decision.js';
import { diffPolicies } from '../policy/diff.js';
import { installedPolicies } from '../policy/installed.js';
import { invalidRequest, isPlainObject } from '../request-object.js';
import { Simulator } from '../simulate/simulate.js';
import { traceabilityAsText, traceabilityTable } from '../traceability/table.js';
import { type Answer, answers, errorLine, writeAnswer } from './answer.js';
import { parseJson } from './json-text.js';
import { policyNamed } from './policy-file.js';
import { eachLine, inputOf, LineWriter, readText, type Terminal } from './streams.js';

const usage = `jiqun-policy: what the programme documents decide. JSON in, JSON out; "-" or no file reads standard input.

  evaluate [--batch] [FILE]      one application, or one a line (NDJSON)
  award    [--batch] [FILE]      what a project group is owed
  allocate [--batch] [FILE]      awards under a budget
  period   [--batch] [FILE]      when a period ends
  grounds  [--batch] [FILE]      which grounds of revocation exist on a day
  explain  --lang zh|en [FILE]   the decision of evaluate or award as text for a person
  clauses  [--table]             every clause with its rule, its part of the system and its tests
  policies                       the installed policies and versions
  diff     A@VERSION B@VERSION   what changed, clause by clause (a path to a .json file stands for a draft)
  simulate --draft FILE [--policy A[@VERSION]] [--list N] [POPULATION]
                                 who newly passes and who newly fails under a draft (NDJSON of requests)

Exit status: 0 computed, 2 bad input or refused (the refusal is on standard output as {"error": …}).
`;

interface Options {
  readonly batch?: boolean | undefined;
  readonly lang?: string | undefined;
  readonly table?: boolean | undefined;
  readonly draft?: string | undefined;
  readonly policy?: string | undefined;
  readonly list?: string | undefined;
  readonly help?: boolean | undefined;
}

type Command = (files: readonly string[], options: Options, terminal: Terminal) => Promise<number>;

/**
 * The `jiqun-policy` command (CLI contract in the package's README).
 * @param args the words after the program's name
 * @returns the exit status: 0 computed, 2 bad input or refused
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const readerGone = new Promise<number>((resolve) => {
    terminal.stdout.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EPIPE' ? 0 : 1));
  });
  return Promise.race([run(args, terminal), readerGone]);
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [name, ...rest] = args;
    const { values, positionals } = parse(rest);
    if (name === undefined || name === 'help' || name === '--help' || name === '-h' || values.help === true) {
      terminal.stdout.write(usage);
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw invalidRequest('', `没有“${name}”命令；见 jiqun-policy --help。`, `There is no command "${name}"; see jiqun-policy --help.`);
    if (positionals.length > (name === 'diff' ? 2 : 1)) throw invalidRequest('', `${name} 只读取一个文件；多个请求请用 --batch。`, `${name} reads one file; use --batch for several requests.`);
    return await command(positionals, values, terminal);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    await print(errorLine(error), terminal);
    return 2;
  }
}

function parse(args: string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        batch: { type: 'boolean' },
        lang: { type: 'string' },
        table: { type: 'boolean' },
        draft: { type: 'string' },
        policy: { type: 'string' },
        list: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw invalidRequest('', `命令行有误：${detail}。见 jiqun-policy --help。`, `The command line is wrong: ${detail} See jiqun-policy --help.`);
  }
}

const commands: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(
    Object.entries(answers).map(([name, answer]): [string, Command] => [
      name,
      (files, options, terminal) => (options.batch === true ? answerBatch(answer, files[0], terminal) : answerOne(answer, files[0], terminal)),
    ]),
  ),
  explain: explainOne,
  clauses: async (_files, options, terminal) => {
    const table = traceabilityTable();
    await print(options.table === true ? traceabilityAsText(table) : JSON.stringify({ clauses: table }), terminal);
    return 0;
  },
  policies: async (_files, _options, terminal) => {
    const policies = installedPolicies.all().map(({ id, version, inForce, source }) => ({
      policy: id,
      version,
      from: inForce.from,
      to: inForce.to,
      kind: source.document.kind,
      jurisdiction: source.document.jurisdiction,
      title: source.title,
      ...(source.inForce.note !== undefined && { note: source.inForce.note }),
    }));
    await print(JSON.stringify({ policies }), terminal);
    return 0;
  },
  diff: async (files, _options, terminal) => {
    const [from, to] = files;
    if (from === undefined || to === undefined) throw invalidRequest('', 'diff 需要两个方案版本，如 jl-sme-2024@2024-03-15 draft.json。', 'diff takes two versions, as jl-sme-2024@2024-03-15 draft.json.');
    await print(JSON.stringify(diffPolicies(await policyNamed(from), await policyNamed(to))), terminal);
    return 0;
  },
  simulate,
};

async function answerOne(answer: Answer, file: string | undefined, terminal: Terminal): Promise<number> {
  const writer = new LineWriter(terminal.stdout);
  const refused = writeAnswer(answer, await readText(file, terminal), writer.bytes);
  await writer.endLine();
  await writer.flush();
  return refused ? 2 : 0;
}

async function answerBatch(answer: Answer, file: string | undefined, terminal: Terminal): Promise<number> {
  const writer = new LineWriter(terminal.stdout);
  await eachLine(inputOf(file, terminal), file, (text) => {
    if (text === undefined) writer.bytes.text(errorLine(lineTooLong()));
    else writeAnswer(answer, text, writer.bytes);
    return writer.endLine();
  });
  await writer.flush();
  return 0;
}

async function explainOne(files: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const language = options.lang ?? 'zh';
  if (language !== 'zh' && language !== 'en') throw invalidRequest('lang', '--lang 应为 zh 或 en。', '--lang is zh or en.');
  const request = parseJson(await readText(files[0], terminal));
  const text =
    isPlainObject(request) && 'projects' in request
      ? awardAsText(awardUnder(installedPolicies, request), language)
      : decisionAsText(evaluate(installedPolicies, request), installedPolicies, language);
  await print(text.trimEnd(), terminal);
  return 0;
}

async function simulate(files: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  if (options.draft === undefined) throw invalidRequest('', 'simulate 需要 --draft 方案文件。', 'simulate needs --draft with a policy file.');
  const listed = Number(options.list ?? 1000);
  if (!Number.isInteger(listed) || listed < 0 || listed > 1_000_000) throw invalidRequest('list', '--list 应为 0 至 1000000 的整数。', '--list is a whole number from 0 to 1000000.');
  const draft = await policyNamed(options.draft);
  const baseline = await policyNamed(options.policy ?? draft.id);
  const simulator = new Simulator(baseline, draft, listed);
  await eachLine(inputOf(files[0], terminal), files[0], (text) => {
    if (text === undefined) return simulator.refuseLine(lineTooLong());
    try {
      simulator.take(parseJson(text));
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      simulator.refuseLine(error);
    }
  });
  await print(JSON.stringify(simulator.result()), terminal);
  return 0;
}

function lineTooLong(): PolicyError {
  return new PolicyError('INVALID_JSON', { zh: '该行超过 32 MiB，不是一个请求；请检查生成它的程序。', en: 'The line is longer than 32 MiB and no request; check the program that made it.' });
}

async function print(text: string, { stdout }: Terminal): Promise<void> {
  if (!stdout.write(`${text}\n`)) await once(stdout, 'drain');
}
