import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/**
 * One thing that is wrong, and what the reader needs to mend it.
 * @typedef {object} Finding
 * @property {string} rule name of the rule, as it stands in its list
 * @property {string} file path from the root, with forward slashes
 * @property {number} [line] 1 is the first
 * @property {string} what what was found here
 * @property {string} why why the rule exists
 * @property {string} instead what to do instead
 */

/**
 * What a check answers. A count of zero in `looked` fails the run: a check that saw nothing proves nothing.
 * @typedef {object} Report
 * @property {Finding[]} findings
 * @property {Record<string, number>} looked how many of what the check looked at
 * @property {string[]} [notes] lines for the reader that fail nothing
 */

/**
 * A package or an app.
 * @typedef {object} Workspace
 * @property {string} folder `packages/contracts`
 * @property {Record<string, any>} manifest its package.json
 */

/**
 * The files under check. A fixture is a tree of its own, so that a rule meets it as it meets the repository.
 * @typedef {object} Tree
 * @property {string} root
 * @property {string[]} files every file, sorted, paths from the root
 * @property {(file: string) => string} read
 * @property {(file: string) => any} json
 * @property {(file: string) => boolean} has
 * @property {(file: string) => ts.SourceFile} syntax parsed once and kept
 * @property {Workspace[]} workspaces
 */

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.turbo', '.data']);
/** What benchmarks write: not committed. */
const results = /(^|\/)bench\/results$/;
const fixtures = 'tools/checks/fixtures';

/** @param {string} root @returns {Tree} */
export function openTree(root) {
  const files = listed(root, '').toSorted();
  const known = new Set(files);
  /** @type {Map<string, ts.SourceFile>} */
  const parsed = new Map();
  const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');
  const json = (/** @type {string} */ file) => JSON.parse(read(file));
  return {
    root,
    files,
    read,
    json,
    has: (file) => known.has(file) || existsSync(join(root, file)),
    syntax: (file) => {
      const found = parsed.get(file) ?? ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
      parsed.set(file, found);
      return found;
    },
    workspaces: files
      .filter((file) => /^(packages|apps)\/[^/]+\/package\.json$/.test(file))
      .map((file) => ({ folder: posix.dirname(file), manifest: json(file) })),
  };
}

/** @param {string} root @param {string} folder @returns {string[]} */
function listed(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) || path === fixtures || results.test(path) ? [] : listed(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** Sources in any dialect; a declaration file says nothing that runs. @param {string} file */
export const isSource = (file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);

/** @param {string} file */
export const isSpec = (file) => /\.spec\.[cm]?[jt]sx?$/.test(file);

/** Code that only tests, benchmarks and tools of a workspace run. @param {string} file */
export const isTestCode = (file) =>
  isSpec(file) || /^(packages|apps)\/[^/]+\/((test|bench|tools)\/|src\/testing\/|[^/]+\.config\.[cm]?[jt]s$)/.test(file);

/** @param {ts.SourceFile} source @param {ts.Node} node */
export const lineOf = (source, node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

/**
 * Every import of a file, in whatever form: import, export from, import(), require(), import types.
 * @param {ts.SourceFile} source
 * @returns {{ specifier: string, line: number }[]}
 */
export function importsOf(source) {
  /** @type {{ specifier: string, line: number }[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const named = importedName(node);
    if (named !== undefined && ts.isStringLiteralLike(named)) found.push({ specifier: named.text, line: lineOf(source, node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Node} node @returns {ts.Node | undefined} */
function importedName(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression;
  const imports = called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require');
  return imports ? node.arguments[0] : undefined;
}
