import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import allocateCases from '../cases/allocate.json' with { type: 'json' };
import awardCases from '../cases/award.json' with { type: 'json' };
import groundsCases from '../cases/grounds.json' with { type: 'json' };
import smeCases from '../cases/sme.json' with { type: 'json' };
import { main } from '../src/cli/main.js';
import { allocate, awardUnder, evaluate, groundsUnder, installedPolicies, registeredClauses } from '../src/index.js';

const here = fileURLToPath(new URL('..', import.meta.url));
const bin = join(here, 'bin/jiqun-policy.mjs');
const folder = mkdtempSync(join(tmpdir(), 'jiqun-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sme = smeCases[0]!.request;
const award = awardCases[0]!.request;
const decided = evaluate(installedPolicies, sme).toJSON();

interface Answered {
  readonly status: number;
  readonly out: string;
  readonly error: { code: string; message: string; messageZh: string; path?: string; issues?: unknown[] };
}

/** The command with a terminal in memory; the input comes in pieces, as a pipe gives it. */
async function run(args: readonly string[], input: string | Uint8Array = '', piece = 65536): Promise<Answered> {
  const bytes = Buffer.from(input as string);
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece));
  const written: Buffer[] = [];
  const sink = (): Writable => new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(Buffer.from(chunk)), done()) });
  const status = await main(args, { stdin: Readable.from(pieces), stdout: sink(), stderr: sink() });
  const out = Buffer.concat(written).toString('utf8');
  return { status, out, error: out.startsWith('{"error":') ? (JSON.parse(out.split('\n')[0]!) as Answered).error : (undefined as never) };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

type Draft = { version: string; inForce: { from: string }; parameters: Record<string, { value: string }>; money: { ratesByLevel: { atMost: string }[] } };

/** A draft made the way an official makes one: a copy of the file in force, with something changed. */
function draftOf(policy: string, from: string, change: (draft: Draft) => void): string {
  const draft = JSON.parse(readFileSync(join(here, `policies/${policy}.json`), 'utf8')) as Draft;
  draft.version = from;
  draft.inForce.from = from;
  change(draft);
  return file(`${from}.json`, draft);
}

const lines = (text: string): unknown[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
const codes = (text: string): unknown[] => (lines(text) as { error?: { code: string }; verdict?: string }[]).map((line) => line.error?.code ?? line.verdict);

describe('one request', () => {
  test.each<[string, unknown, unknown]>([
    ['evaluate', sme, decided],
    ['award', award, awardUnder(installedPolicies, award)],
    ['allocate', allocateCases[0]!.request, allocate(allocateCases[0]!.request)],
    ['period', { from: '2026-09-28', workingDays: 5 }, { ends: '2026-10-10', firstDayAfter: '2026-10-11', provisional: false }],
    ['grounds', groundsCases[1]!.request, groundsUnder(installedPolicies, groundsCases[1]!.request)],
  ])('%s answers from a file, from "-" and from standard input, with status 0', async (command, request, answer) => {
    const text = JSON.stringify(request, null, 2);
    const path = file(`${command}.json`, text);
    for (const answered of [await run([command, path]), await run([command, '-'], text), await run([command], text), await run([command], text, 7)]) {
      expect(answered.status).toBe(0);
      expect(answered.out).toBe(`${JSON.stringify(answer)}\n`);
    }
  });

  test('a verdict of ineligible is an answer: status 0', async () => {
    const answered = await run(['evaluate'], JSON.stringify({ ...sme, facts: { ...sme.facts, restrictedIndustry: true } }));
    expect([answered.status, (JSON.parse(answered.out) as { verdict: string }).verdict]).toEqual([0, 'ineligible']);
  });

  test('a byte order mark and CRLF do not disturb a request', async () => {
    const answered = await run(['evaluate', file('bom.json', `\uFEFF${JSON.stringify(sme, null, 2).replaceAll('\n', '\r\n')}`)]);
    expect([answered.status, answered.out]).toEqual([0, `${JSON.stringify(decided)}\n`]);
  });

  test.each<[string, readonly string[], string, string, string | undefined]>([
    ['bad JSON', ['evaluate'], '{"policy"', 'INVALID_JSON', undefined],
    ['empty input', ['evaluate'], '', 'INVALID_JSON', undefined],
    ['input of blanks', ['award', '-'], ' \n', 'INVALID_JSON', undefined],
    ['a bad request', ['evaluate'], '{"policy":"jl-sme-2024","asOf":"2025-02-29","facts":{}}', 'INVALID_REQUEST', 'asOf'],
    ['a bad period', ['period'], '{"from":"2025-01-01"}', 'INVALID_REQUEST', undefined],
    ['bad grounds', ['grounds'], '{"policy":"jl-sme-2024","asOf":"2025-01-01"}', 'INVALID_REQUEST', 'title'],
    ['a bad budget', ['allocate'], '{"budget":1,"awards":[]}', 'INVALID_AMOUNT', 'budget'],
    ['a missing file', ['evaluate', '/nowhere/request.json'], '', 'INVALID_REQUEST', undefined],
    ['a missing file of a batch', ['evaluate', '--batch', '/nowhere/request.ndjson'], '', 'INVALID_REQUEST', undefined],
    ['a folder', ['award', folder], '', 'INVALID_REQUEST', undefined],
    ['an unknown command', ['evalute'], '', 'INVALID_REQUEST', undefined],
    ['a command that every object has', ['constructor'], '', 'INVALID_REQUEST', undefined],
    ['an unknown option', ['evaluate', '--verbose'], '', 'INVALID_REQUEST', undefined],
    ['an unknown language', ['explain', '--lang', 'fr'], JSON.stringify(sme), 'INVALID_REQUEST', 'lang'],
    ['one version to compare', ['diff', 'jl-sme-2024'], '', 'INVALID_REQUEST', undefined],
    ['a version that is not installed', ['diff', 'jl-sme-2024', 'jl-sme-2024@2030-01-01'], '', 'UNKNOWN_POLICY', 'policy'],
    ['a draft that is missing', ['diff', 'jl-sme-2024', '/nowhere/draft.json'], '', 'INVALID_REQUEST', undefined],
    ['no draft to simulate', ['simulate'], '', 'INVALID_REQUEST', undefined],
    ['a list of no length', ['simulate', '--draft', 'x.json', '--list', '-1'], '', 'INVALID_REQUEST', undefined],
    ['a list of half a line', ['simulate', '--draft', 'x.json', '--list', '0.5'], '', 'INVALID_REQUEST', 'list'],
  ])('%s is refused on standard output, in both languages, with status 2', async (_what, args, input, code, path) => {
    const { status, error } = await run(args, input);
    expect([status, error.code, error.path]).toEqual([2, code, path]);
    expect(error.message).toMatch(/[a-z].*\.$/);
    expect(error.messageZh).toMatch(/\p{Script=Han}.*。$/u);
  });

  test.each([[['--help']], [['help']], [['-h']], [['evaluate', '--help']], [['explain', '-h']], [[]]])('%j prints what the command can do', async (args) => {
    const { status, out } = await run(args);
    expect([status, out.split(':')[0]]).toEqual([0, 'jiqun-policy']);
    for (const command of ['evaluate', 'award', 'allocate', 'period', 'grounds', 'explain', 'clauses', 'policies', 'diff', 'simulate']) expect(out).toContain(`\n  ${command} `);
  });
});

describe('a batch', () => {
  const good = JSON.stringify(sme);
  const unknown = JSON.stringify({ ...sme, policy: 'nope' });
  const failing = JSON.stringify({ ...sme, facts: { ...sme.facts, restrictedIndustry: true } });

  test('answers stand in the order of the requests, a refusal in the place of its request, with status 0', async () => {
    const { status, out } = await run(['evaluate', '--batch'], [good, '{"policy":', unknown, failing, ''].join('\n'));
    expect([status, codes(out)]).toEqual([0, ['eligible', 'INVALID_JSON', 'UNKNOWN_POLICY', 'ineligible']]);
    expect(out.split('\n')[0]).toBe(JSON.stringify(decided));
  });

  test.each<[string, string, unknown[]]>([
    ['a blank line is a line that was not a request', `${good}\n\n${failing}\n`, ['eligible', 'INVALID_JSON', 'ineligible']],
    ['CRLF ends a line', `${good}\r\n${failing}\r\n`, ['eligible', 'ineligible']],
    ['a byte order mark begins the first line', `\uFEFF${good}\n${failing}\n`, ['eligible', 'ineligible']],
    ['the last line needs no newline', `${good}\n${failing}`, ['eligible', 'ineligible']],
    ['one line without a newline', good, ['eligible']],
    ['a last line that was cut is refused alone', `${good}\n${failing.slice(0, -20)}`, ['eligible', 'INVALID_JSON']],
  ])('%s', async (_what, input, expected) => {
    for (const piece of [65536, 1000, 1]) {
      const { status, out } = await run(['evaluate', '--batch', '-'], input, piece);
      expect([status, codes(out)]).toEqual([0, expected]);
    }
  });

  test('nothing in gives nothing out', async () => {
    expect(await run(['evaluate', '--batch'], '')).toMatchObject({ status: 0, out: '' });
  });

  test('a line of 3 MB is decided in its place, and no character is split', async () => {
    const reason = '因产业用地已经省里批准'.repeat(100_000);
    const wide = JSON.stringify({ ...sme, facts: { ...sme.facts, areaKm2: '100.01' }, waivers: { 'SME-6-1.b': reason } });
    const { status, out } = await run(['evaluate', '--batch'], `${good}\n${wide}\n${failing}\n`, 10_007);
    expect([status, codes(out)]).toEqual([0, ['eligible', 'eligible', 'ineligible']]);
    expect((JSON.parse(out.split('\n')[1]!) as typeof decided).criteria[1]?.explanation.zh).toContain(`理由：${reason}。`);
  });

  test('a line of more than 32 MiB is refused in its place, and the next is decided', async () => {
    const { status, out } = await run(['evaluate', '--batch'], `${good}\n${' '.repeat(33 * 1024 * 1024)}${good}\n${failing}\n`);
    expect([status, codes(out)]).toEqual([0, ['eligible', 'INVALID_JSON', 'ineligible']]);
  });

  test('a line of 20 MB with a number in exponent notation does not end the batch', async () => {
    const long = JSON.stringify({ ...sme, facts: { areaKm2: '#' }, waivers: { 'SME-6-1.b': 'x'.repeat(20_000_000) } }).replace('"#"', '1e1');
    const { status, out } = await run(['evaluate', '--batch'], `${long}\n${good}\n`);
    expect([status, codes(out)]).toEqual([0, ['incomplete', 'eligible']]);
  });

  test('a title through the last day of the calendar does not end the batch, and no answer before it is lost', async () => {
    const asked = (validThrough: string): string => JSON.stringify({ policy: 'jl-sme-2024', asOf: '2025-09-01', title: { recognisedOn: '2025-08-15', validThrough } });
    const { status, out } = await run(['grounds', '--batch'], [asked('2028-08-15'), asked('9999-12-31'), asked('2028-08-15')].join('\n'));
    expect([status, lines(out).length, lines(out)[0], lines(out).at(-1)]).toEqual([0, 3, { grounds: [] }, { grounds: [] }]);
  });

  test('award, allocate, period and grounds take batches as well', async () => {
    expect(lines((await run(['period', '--batch'], '{"from":"2025-08-15","years":3}\n{}\n')).out)).toMatchObject([{ ends: '2028-08-15' }, { error: { code: 'INVALID_REQUEST', path: 'from' } }]);
    expect(lines((await run(['award', '--batch'], `${JSON.stringify(award)}\n{}\n`)).out)).toMatchObject([{ ceiling: '7854000.18' }, { error: { code: 'INVALID_REQUEST' } }]);
    expect(lines((await run(['allocate', '--batch'], '{"budget":"1","awards":[]}\n7\n')).out)).toEqual([{ awards: {}, total: '0.00' }, expect.objectContaining({ error: expect.anything() })]);
    expect(lines((await run(['grounds', '--batch'], `${JSON.stringify(groundsCases[0]!.request)}\n[]\n`)).out)).toMatchObject([{ grounds: [] }, { error: { code: 'INVALID_REQUEST' } }]);
  });
});

describe('for a person', () => {
  test('explain says the decision in Chinese, unless English is asked for', async () => {
    const zh = await run(['explain'], JSON.stringify(sme));
    expect(zh.status).toBe(0);
    expect(zh.out.split('\n').slice(0, 4)).toEqual([
      '《吉林中小企业特色产业集群办法》（jl-sme-2024，版本 2024-03-15）',
      '按 2025-06-30 的情况判定：符合条件。',
      '',
      `1. [SME-6-1.a] ${decided.criteria[0]!.explanation.zh}`,
    ]);
    expect(await run(['explain', '--lang', 'zh'], JSON.stringify(sme))).toEqual(zh);
    const en = await run(['explain', '--lang', 'en', file('explain.json', sme)]);
    expect(en.out.split('\n').slice(0, 2)).toEqual(['Jilin SME characteristic industrial cluster measure (provisional) (jl-sme-2024, version 2024-03-15)', 'Decided as of 2025-06-30: eligible.']);
    expect(en.out.trimEnd().split('\n')).toHaveLength(3 + decided.criteria.length);
  });

  test('SUB-5.d: explain says the instalments of an award', async () => {
    const zh = await run(['explain', '--lang', 'zh'], JSON.stringify(award));
    expect(zh.out.split('\n').slice(0, 2)).toEqual([
      '计入奖补的完成投资：78540001.82 元；比例 0.1；奖补上限 7854000.18 元（向下取整到分）；核定 7854000.18 元。',
      '2025年：4180000.00 元（累计 4180000.00 元）',
    ]);
    const en = await run(['explain', '--lang', 'en'], JSON.stringify(award));
    expect(en.out.split('\n')[3]).toBe('2027: CNY 539000.10 (CNY 7854000.18 in all)');
  });

  test('clauses gives every clause of the register with its rule', async () => {
    const { status, out } = await run(['clauses']);
    const { clauses } = JSON.parse(out) as { clauses: { clause: string; rules: string[] }[] };
    expect([status, clauses.length]).toEqual([0, registeredClauses.length]);
    expect(clauses.find(({ clause }) => clause === 'SME-6-1.c')?.rules).toEqual(['jl-sme-2024@2024-03-15#criteria.1']);
    const table = (await run(['clauses', '--table'])).out.trimEnd().split('\n');
    expect(table).toHaveLength(registeredClauses.length + 1);
    expect(table[0]).toMatch(/^clause +kind +modality +rule or data +services +tests$/);
  });

  test('policies gives the installed versions with their days in force', async () => {
    const { policies } = JSON.parse((await run(['policies'])).out) as { policies: { policy: string; version: string; from: string | null; to: string | null }[] };
    expect(policies.map(({ policy, version, from, to }) => [policy, version, from, to])).toEqual([
      ['jl-amc-2024', '2024-11-04', '2024-11-04', null],
      ['jl-amc-subsidy-2024', '2024-12-05', '2024-12-05', '2026-06-30'],
      ['jl-sei-2020', '2020-05-06', '2020-05-06', '2020-12-31'],
      ['jl-sme-2024', '2024-03-15', '2024-03-15', null],
      ['xj-amc', 'undated', null, null],
    ]);
  });
});

describe('drafts', () => {
  const lower = draftOf('jl-sme-2024/2024-03-15', '2027-01-01', (draft) => void (draft.parameters['minimumOutput']!.value = '15'));
  const cheaper = draftOf('jl-amc-subsidy-2024/2024-12-05', '2026-01-01', (draft) => void (draft.money.ratesByLevel[2]!.atMost = '0.08'));

  test('diff says what a draft changes, clause by clause', async () => {
    const { status, out } = await run(['diff', 'jl-sme-2024@2024-03-15', lower]);
    expect([status, JSON.parse(out)]).toEqual([0, {
      from: 'jl-sme-2024@2024-03-15',
      to: 'jl-sme-2024@2027-01-01',
      clauses: [
        { clause: 'SME-6-1.c', change: 'changed', differences: [{ path: 'parameters.minimumOutput.value', before: '20', after: '15' }] },
        { clause: null, change: 'changed', differences: [{ path: 'inForce.from', before: '2024-03-15', after: '2027-01-01' }] },
      ],
    }]);
  });

  test('a draft that is no policy is refused with all that is wrong with it', async () => {
    const { status, error } = await run(['simulate', '--draft', file('broken.json', { id: 'jl-sme-2024' })]);
    expect([status, error.code, error.path]).toEqual([2, 'INVALID_POLICY', 'version']);
    expect(error.issues?.length).toBeGreaterThan(10);
  });

  test('SME-6-1.c: a lower minimum lets the one pass that failed by it alone', async () => {
    const small = { ...sme, facts: { ...sme.facts, totalOutput: { 2022: '15', 2023: '19.99', 2024: '30' } } };
    const smaller = { ...sme, facts: { ...sme.facts, totalOutput: { 2022: '14.99', 2023: '19.99', 2024: '30' } } };
    const population = [{ ...sme, id: 'a' }, { ...small, id: 'b' }, { ...smaller, id: 'c' }].map((each) => JSON.stringify(each));
    const { status, out } = await run(['simulate', '--draft', lower, file('population.ndjson', [...population, '{'].join('\n'))]);
    expect([status, JSON.parse(out)]).toEqual([0, {
      baseline: 'jl-sme-2024@2024-03-15',
      draft: 'jl-sme-2024@2027-01-01',
      population: 4,
      unreadable: { count: 1, first: [{ line: 4, error: expect.objectContaining({ code: 'INVALID_JSON' }) }] },
      verdicts: { baseline: { eligible: 1, ineligible: 2, incomplete: 0, 'needs-judgement': 0 }, draft: { eligible: 2, ineligible: 1, incomplete: 0, 'needs-judgement': 0 } },
      newlyPass: { count: 1, applications: [{ line: 2, id: 'b', from: 'ineligible', to: 'eligible', clauses: ['SME-6-1.c'] }] },
      newlyFail: { count: 0, applications: [] },
      otherwiseChanged: 0,
      byClause: { 'SME-6-1.c': { newlyPass: 1, newlyFail: 0 } },
    }]);
    const { newlyPass } = JSON.parse((await run(['simulate', '--draft', lower, '--list', '0'], population.join('\n'))).out) as { newlyPass: unknown };
    expect(newlyPass).toEqual({ count: 1, applications: [] });
  });

  test('SUB-5.b: a rate of 8% costs less by the fen, and refuses the award that asked for 10%', async () => {
    const population = [award, { ...award, rate: '0.1', id: 'asks' }, { ...award, rate: '0.08' }].map((each) => JSON.stringify(each)).join('\n');
    const { out } = await run(['simulate', '--draft', cheaper, '--policy', 'jl-amc-subsidy-2024@2024-12-05'], population);
    expect(JSON.parse(out)).toMatchObject({
      population: 3,
      newlyPass: { count: 0, applications: [] },
      newlyFail: { count: 1, applications: [{ line: 2, id: 'asks', from: '7854000.18', to: 'RATE_ABOVE_CAP', clauses: ['SUB-5.b'] }] },
      otherwiseChanged: 1,
      byClause: { 'SUB-5.b': { newlyPass: 0, newlyFail: 1 } },
      cost: { baseline: '21991200.50', draft: '12566400.28', difference: '-9424800.22' },
    });
  });
});

describe('the process', () => {
  beforeAll(() => {
    if (!existsSync(join(here, 'dist/cli/main.js'))) throw new Error('dist/cli/main.js is missing: run "npm run build" in packages/policy-core before this test');
  });

  test('answers standard input with status 0 and says nothing on standard error', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'evaluate'], { input: JSON.stringify(sme), encoding: 'utf8' });
    expect([status, stderr, stdout]).toEqual([0, '', `${JSON.stringify(decided)}\n`]);
  });

  test('refuses with status 2 on standard output', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'award', '-'], { input: '{}', encoding: 'utf8' });
    expect([status, stderr, codes(stdout)]).toEqual([2, '', ['INVALID_REQUEST']]);
  });

  test('a reader that leaves after the first line ends it quietly with status 0', () => {
    const batch = file('many.ndjson', `${JSON.stringify(sme)}\n`.repeat(2000));
    for (const input of [`'${bin}' evaluate --batch '${batch}'`, `'${bin}' evaluate --batch < '${batch}'`, `'${bin}' clauses --table`]) {
      const script = `'${process.execPath}' ${input} | head -1 | wc -l; echo "status \${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 30_000 });
      expect([stdout.replace(/\s+/g, ' ').trim(), stderr]).toEqual(['1 status 0', '']);
    }
  });

  test('a batch in a pipe comes out whole', () => {
    const out = execFileSync(process.execPath, [bin, 'evaluate', '--batch'], { input: `${JSON.stringify(sme)}\n`.repeat(500), maxBuffer: 1 << 28, encoding: 'utf8' });
    expect(out).toBe(`${JSON.stringify(decided)}\n`.repeat(500));
  });
});
