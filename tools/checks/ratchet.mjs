import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { isSource, isSpec } from './tree.mjs';

/** @import { Finding, Report, Tree } from './tree.mjs' */

/** Lines that a file, a spec and a function may have (STYLE: size and shape). */
export const limits = { file: 300, spec: 500, function: 50 };
const baselineFile = 'tools/checks/ratchet.baseline.json';
const why = 'what does not fit on a few screens is changed without being read';

/**
 * What is too long today, and why it may be. `key` is `file`, or `file#function`.
 * @typedef {{ lines: number, reason: string }} Allowance
 * @typedef {{ key: string, file: string, line: number, lines: number, limit: number }} Size
 */

/**
 * Sizes of files and functions against the baseline: only what got worse fails.
 * @param {Tree} tree
 * @param {{ update?: boolean }} [options] update lowers the baseline to today's sizes; it never raises one
 * @returns {Promise<Report>}
 */
export async function checkSizes(tree, { update = false } = {}) {
  const files = tree.files.filter((file) => isSource(file) && isMeasured(file));
  const sizes = files.flatMap((file) => sizesOf(tree, file));
  const long = new Map(sizes.filter(({ lines, limit }) => lines > limit).map((size) => [size.key, size]));
  /** @type {Record<string, Allowance>} */
  const baseline = tree.has(baselineFile) ? tree.json(baselineFile) : {};
  const lowered = Object.fromEntries(
    Object.entries(baseline).flatMap(([key, { lines, reason }]) => {
      const size = long.get(key);
      return size === undefined ? [] : [[key, { lines: Math.min(lines, size.lines), reason }]];
    }),
  );
  const slack = Object.keys(baseline).filter((key) => lowered[key]?.lines !== baseline[key]?.lines);
  if (update && slack.length > 0) writeFileSync(join(tree.root, baselineFile), `${JSON.stringify(lowered, null, 2)}\n`);
  return {
    findings: [...[...long.values()].flatMap((size) => worse(size, baseline[size.key])), ...unexplained(baseline)],
    looked: { files: files.length, functions: sizes.filter(({ key }) => key.includes('#')).length },
    notes: slack.map((key) => (update ? `lowered: ${key}` : `${key} got shorter; run "npm run checks -- --update" to keep it so`)),
  };
}

/** Generated text and bundled data are as long as what they come from; a migration is frozen. @param {string} file */
const isMeasured = (file) => /^(packages|apps|tools)\//.test(file) && !/\.generated\.m?[jt]s$|\/generated\//.test(file);

/** @param {Size} size @param {Allowance | undefined} allowed @returns {Finding[]} */
function worse({ key, file, line, lines, limit }, allowed) {
  if (allowed !== undefined && lines <= allowed.lines) return [];
  const isFile = key === file;
  const grown = allowed === undefined ? '' : `, and had ${allowed.lines}`;
  return [
    {
      rule: isFile ? 'file-length' : 'function-length',
      file,
      line,
      what: `${isFile ? 'the file' : key.slice(file.length + 1)} has ${lines} lines; up to ${limit} are meant${grown}`,
      why,
      instead: `split it by use case, or pull the arithmetic into pure functions (with good cause: raise it in ${baselineFile} by hand, with the reason)`,
    },
  ];
}

/** @param {Record<string, Allowance>} baseline @returns {Finding[]} */
const unexplained = (baseline) =>
  Object.entries(baseline)
    .filter(([, { reason }]) => typeof reason !== 'string' || reason.trim() === '')
    .map(([key]) => ({
      rule: 'baseline-has-reasons',
      file: baselineFile,
      what: `${key} has no reason`,
      why: 'a number that was raised without a word is raised again',
      instead: 'say in "reason" why it is as long as it is',
    }));

/** @param {Tree} tree @param {string} file @returns {Size[]} */
function sizesOf(tree, file) {
  const source = tree.syntax(file);
  const lines = source.text.split('\n').length - (source.text.endsWith('\n') ? 1 : 0);
  /** @type {Size[]} */
  const sizes = isDoor(source) ? [] : [{ key: file, file, line: 1, lines, limit: isSpec(file) ? limits.spec : limits.file }];
  if (/\/migrations\/|\.migration\.ts$/.test(file)) return sizes;
  const names = new Map();
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && !isDescribe(node)) {
      const name = functionName(node);
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      sizes.push({ key: `${file}#${name}${count > 1 ? ` (${count})` : ''}`, file, line: from + 1, lines: to - from + 1, limit: limits.function });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sizes;
}

/** A package's door says what there is, as a table of contents does: it is as long as the package is wide. @param {ts.SourceFile} source */
const isDoor = ({ statements }) => statements.length > 0 && statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);

/** The callback of describe() is a heading, no function. @param {ts.Node} node */
function isDescribe(node) {
  const call = node.parent;
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText());
}

/**
 * `Class.method`, the name that a function is bound to, or what it is passed to: stable when lines move.
 * @param {ts.SignatureDeclaration} node
 * @returns {string}
 */
function functionName(node) {
  const own = node.name?.getText();
  if (own !== undefined || ts.isConstructorDeclaration(node)) {
    const owner = ts.isClassLike(node.parent) ? node.parent.name?.text : undefined;
    return `${owner === undefined ? '' : `${owner}.`}${own ?? 'constructor'}`;
  }
  const { parent } = node;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name) {
    return parent.name.getText();
  }
  if (!ts.isCallExpression(parent)) return 'anonymous';
  const title = parent.arguments[0];
  return `${parent.expression.getText().split('\n')[0]}(${title && ts.isStringLiteralLike(title) ? title.text : ''})`;
}
