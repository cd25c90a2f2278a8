/** @import { Finding } from './tree.mjs' */

/**
 * A file that may break one rule, and why. `to` narrows it to one imported file.
 * @typedef {{ file: string, to?: string, reason: string }} Exception
 */

/**
 * Takes out what the rules' exceptions allow. An exception that allows nothing any more is a finding of its own: a list
 * that only grows ends as a hole that nobody remembers.
 * @param {readonly { name: string, exceptions: readonly Exception[] }[]} rules
 * @param {readonly (Finding & { to?: string })[]} findings
 * @param {string} listFile where the rules are written
 * @returns {Finding[]}
 */
export function withoutExceptions(rules, findings, listFile) {
  const used = new Set();
  const left = findings.filter((finding) => {
    const exceptions = rules.find((rule) => rule.name === finding.rule)?.exceptions ?? [];
    const allowed = exceptions.find(({ file, to }) => file === finding.file && (to === undefined || to === finding.to));
    if (allowed !== undefined) used.add(allowed);
    return allowed === undefined;
  });
  const stale = rules.flatMap(({ name, exceptions }) =>
    exceptions
      .filter((exception) => !used.has(exception))
      .map(({ file, to }) => ({
        rule: 'unused-exception',
        file: listFile,
        what: `${name} excepts ${file}${to === undefined ? '' : ` -> ${to}`}, which needs it no more`,
        why: 'a list of exceptions that only grows hides the next breach',
        instead: 'remove the entry',
      })),
  );
  return [...left, ...stale];
}
