import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTree } from './tree.mjs';

/** @import { Finding } from './tree.mjs' */

/** What a fixture writes behind a line that must be found: `// found: rule other-rule`. */
const mark = /\bfound: ([a-z -]+?)\s*(-->)?$/;

/** The folder of a fixture. @param {string} name */
export const fixtureRoot = (name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** @param {string} name */
export const fixture = (name) => openTree(fixtureRoot(name));

/** `rule file:line`, the form in which expectation and finding are compared. @param {readonly Finding[]} findings */
export const places = (findings) => findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`).toSorted();

/**
 * What the marks of a fixture promise, in the form of `places`.
 * @param {string} name
 */
export function promised(name) {
  const tree = fixture(name);
  return tree.files
    .flatMap((file) =>
      tree
        .read(file)
        .split('\n')
        .flatMap((line, at) => (mark.exec(line)?.[1] ?? '').split(' ').filter(Boolean).map((rule) => `${rule} ${file}:${at + 1}`)),
    )
    .toSorted();
}

/**
 * A folder of its own that is gone after the test.
 * @param {import('node:test').TestContext} context
 */
export function temporaryFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), 'jiqun-checks-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A tree of files that are written for one test.
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} files
 */
export function treeOf(context, files) {
  const root = temporaryFolder(context);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return openTree(root);
}

/**
 * The same fixture without the lines that are marked: the good neighbours alone.
 * @param {import('node:test').TestContext} context
 * @param {string} name
 */
export function withoutMarked(context, name) {
  const root = temporaryFolder(context);
  cpSync(fixtureRoot(name), root, { recursive: true });
  for (const entry of readdirSync(root, { recursive: true })) {
    const path = join(root, String(entry));
    if (!statSync(path).isFile()) continue;
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').filter((line) => !mark.test(line)).join('\n'));
  }
  return openTree(root);
}
