import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const home = fileURLToPath(new URL('..', import.meta.url));

/** Sources of the package's door; `cli` is the program around it and may read files. */
const sources = readdirSync(join(home, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !/^cli[\\/]/.test(path))
  .map((path) => join('src', path));

/** Comments speak of dates and processes as they like. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

function importsOf(code: string): string[] {
  return [...code.matchAll(/(?:(?<=[\s}*])from|\bimport)\s*\(?\s*(['"])([^'"\s]+)\1/g), ...code.matchAll(/\brequire\s*\(\s*(['"])([^'"]+)\1/g)].map((match) => match[2] as string);
}

function leavesPackage(path: string, specifier: string): boolean {
  return relative(home, resolve(home, dirname(path), specifier)).startsWith('..');
}

/** Each rule finds what breaks it in one file. */
const rules: Readonly<Record<string, (path: string, code: string) => string[]>> = {
  'imports nothing of Node.js, of the workspace or of the registry but zod': (_path, code) => importsOf(code).filter((specifier) => !specifier.startsWith('.') && specifier !== 'zod'),
  'imports nothing from outside the package': (path, code) => importsOf(code).filter((specifier) => specifier.startsWith('.') && leavesPackage(path, specifier)),
  'imports nothing of the program around it': (path, code) => importsOf(code).filter((specifier) => /(^|\/)cli\//.test(relative(home, resolve(home, dirname(path), specifier)))),
  'has no clock': (_path, code) => code.match(/\bDate\b|\bperformance\s*\.\s*(?:now|mark|timeOrigin)\b|\bTemporal\b|\bhrtime\b/g) ?? [],
  'has no chance': (_path, code) => code.match(/\bMath\s*\.\s*random\b|\bcrypto\b|\brandomUUID\b/g) ?? [],
  'has no process': (_path, code) => code.match(/\bprocess\s*[.[]|\bglobalThis\b|\bBuffer\b|\b__dirname\b|\bimport\.meta\b/g) ?? [],
  'has no network': (_path, code) => code.match(/\bfetch\s*\(|\bWebSocket\b|\bXMLHttpRequest\b/g) ?? [],
  'waits for nothing': (_path, code) => code.match(/\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\basync\b|\bawait\b|\bnew Promise\b/g) ?? [],
  'writes to no console': (_path, code) => code.match(/\bconsole\b/g) ?? [],
  'depends on no locale': (_path, code) => code.match(/\btoLocale\w+\b|\blocaleCompare\b|\bIntl\b/g) ?? [],
};

/** One line that breaks each rule, so that a rule that finds nothing in the sources is seen to find something. */
const breaking: Readonly<Record<string, readonly string[]>> = {
  'imports nothing of Node.js, of the workspace or of the registry but zod': ["import { readFile } from 'node:fs';", "import fs from 'fs';", "import '@jiqun/audit';", "const x = await import('lodash');", "require('os')", "export * from 'pg';"],
  'imports nothing from outside the package': ["import { audit } from '../../../audit/src/index.js';"],
  'imports nothing of the program around it': ["import { main } from '../cli/main.js';"],
  'has no clock': ['const now = new Date();', 'Date.now()', 'performance.now()'],
  'has no chance': ['Math.random()', 'crypto.getRandomValues(bytes)'],
  'has no process': ["process.env['HOME']", "process['env']", 'globalThis.policies = 1;', "Buffer.from('x')"],
  'has no network': ["fetch('https://example.org')"],
  'waits for nothing': ['setTimeout(act, 5);', 'setInterval(act, 5);', 'async function act() {}'],
  'writes to no console': ["console.log('x');"],
  'depends on no locale': ["names.sort((a, b) => a.localeCompare(b));", 'amount.toLocaleString()'],
};

test('the sources of the package are read', () => {
  expect(sources.length).toBeGreaterThan(40);
  expect(sources).toEqual(expect.arrayContaining(['src/index.ts', 'src/evaluate/evaluate.ts', 'src/money/award.ts']));
  expect(sources.filter((path) => path.includes('cli') || path.includes('.spec.'))).toEqual([]);
  expect(importsOf(codeOf(readFileSync(join(home, 'src/policy/load.ts'), 'utf8')))).toContain('../calendar/local-date.js');
});

describe.each(Object.keys(rules))('the package %s', (name) => {
  const broken = rules[name]!;

  test('in every file', () => {
    const found = sources.flatMap((path) => broken(path, codeOf(readFileSync(join(home, path), 'utf8'))).map((what) => `${path}: ${what}`));
    expect(found).toEqual([]);
  });

  test.each(breaking[name]!)('and %s is found', (line) => {
    const path = 'src/evaluate/example.ts';
    expect(broken(path, codeOf(`const a = 1; // fine\n${line}\n`)).length).toBeGreaterThan(0);
    expect(broken(path, codeOf(`// ${line}\n/* ${line} */\nconst a = 1;\n`))).toEqual([]);
  });
});
