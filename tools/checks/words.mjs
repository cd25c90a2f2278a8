import { withoutExceptions } from './exceptions.mjs';

/** @import { Finding, Report, Tree } from './tree.mjs' */
/** @import { Exception } from './exceptions.mjs' */

/** @type {{ name: string, pattern: RegExp, why: string, instead: string, exceptions: Exception[] }[]} */
export const wordRules = [
  {
    name: 'machine-paths',
    pattern: /(?<![\w.$}*-])\/(work|root|tmp|home|Users)\/|\b[A-Z]:\\Users\\/,
    why: 'the path is there on one machine only',
    instead: "a path from the repository's root; os.tmpdir() for temporary files",
    exceptions: [],
  },
  {
    name: 'registry-hosts',
    pattern: /\bregistry\.(npmjs\.org|npmmirror\.com|yarnpkg\.com)\b|^\s*(@[\w-]+:)?registry\s*=/i,
    why: 'where packages come from is decided by who installs them',
    instead: "leave it to the user's own npm configuration",
    exceptions: [],
  },
];

/** Text in which no machine or registry has a place: everything but pictures and archives. @param {string} file */
const isText = (file) => !/\.(png|jpe?g|gif|ico|woff2?|gz|zip|xlsx|pdf|db)$/i.test(file);

/**
 * What files must not name: paths of one machine, hosts of a registry.
 * @param {Tree} tree
 * @param {{ excepted?: boolean }} [options] excepted: false takes no exception, as the fixtures need
 * @returns {Promise<Report>}
 */
export async function checkWords(tree, { excepted = true } = {}) {
  const files = tree.files.filter(isText);
  let lines = 0;
  const findings = files.flatMap((file) =>
    tree
      .read(file)
      .split('\n')
      .flatMap((text, at) => {
        lines += 1;
        return wordRules
          .filter(({ pattern }) => pattern.test(text))
          .map(({ name, pattern, why, instead }) => ({ rule: name, file, line: at + 1, what: `says "${pattern.exec(text)?.[0]}"`, why, instead }));
      }),
  );
  return { findings: excepted ? withoutExceptions(wordRules, findings, 'tools/checks/words.mjs') : findings, looked: { files: files.length, lines } };
}
