/** @import { Finding, Report, Tree, Workspace } from './tree.mjs' */

const lockFile = 'package-lock.json';
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Licences that let this be given to anyone, with no duty beyond naming the authors. */
const allowedLicences = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'Unlicense', 'CC0-1.0', 'BlueOak-1.0.0', 'Python-2.0']);

/** @type {{ name: string, reason: string }[]} Packages with another licence that were looked at by a person. */
const licenceExceptions = [];

/**
 * What is installed: exact versions, one of each, with a licence that we may pass on, from wherever the user's registry is.
 * @param {Tree} tree
 * @returns {Promise<Report>}
 */
export async function checkDependencies(tree) {
  const root = { folder: '.', manifest: tree.json('package.json') };
  const manifests = [root, ...tree.workspaces];
  const lock = tree.json(lockFile);
  const installed = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'));
  const production = installed.filter(([, entry]) => !entry.dev && !entry.link);
  return {
    findings: [
      ...manifests.flatMap((workspace) => inexact(workspace, manifests)),
      ...twoVersions(manifests),
      ...tree.workspaces.flatMap((workspace) => publishable(workspace, root.manifest)),
      ...production.flatMap(([path, entry]) => licence(tree, path, entry)),
      ...production.flatMap(([path, entry]) => commonJsOnNest(tree, path, entry)),
      ...Object.entries(lock.packages).flatMap(([path, entry]) => registryHost(path, entry)),
    ],
    looked: { manifests: manifests.length, 'production packages': production.length, 'locked packages': installed.length },
  };
}

/** @param {Workspace} workspace */
const fileOf = ({ folder }) => (folder === '.' ? 'package.json' : `${folder}/package.json`);

/** @param {Workspace} workspace @returns {[string, string][]} */
const declared = ({ manifest }) => kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}));

/** @param {Workspace} workspace @param {Workspace[]} all @returns {Finding[]} */
function inexact(workspace, all) {
  const own = new Set(all.map(({ manifest }) => manifest.name));
  return declared(workspace)
    .filter(([name, version]) => (own.has(name) ? version !== '*' : !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)))
    .map(([name, version]) => ({
      rule: 'exact-versions',
      file: fileOf(workspace),
      what: `${name} is "${version}"`,
      why: 'a range lets a release that nobody has tested arrive with the next change of the lock file',
      instead: own.has(name) ? 'a workspace of this repository is "*"' : 'write the exact version',
    }));
}

/** @param {Workspace[]} manifests @returns {Finding[]} */
function twoVersions(manifests) {
  /** @type {Map<string, { version: string, file: string }>} */
  const first = new Map();
  return manifests.flatMap((workspace) =>
    declared(workspace).flatMap(([name, version]) => {
      const before = first.get(name);
      if (before === undefined) first.set(name, { version, file: fileOf(workspace) });
      if (before === undefined || before.version === version) return [];
      return [
        {
          rule: 'one-version',
          file: fileOf(workspace),
          what: `${name} is ${version} here and ${before.version} in ${before.file}`,
          why: 'two copies of a library are two sets of classes and two states in one process',
          instead: 'use one version everywhere',
        },
      ];
    }),
  );
}

/** @param {Workspace} workspace @param {Record<string, any>} root @returns {Finding[]} */
function publishable(workspace, root) {
  const { manifest } = workspace;
  const file = fileOf(workspace);
  return [
    ...(manifest.private === true
      ? []
      : [{ rule: 'private-workspaces', file, what: 'is not "private": true', why: 'one npm publish in the wrong folder gives it away', instead: 'add "private": true' }]),
    ...(manifest.engines?.node !== undefined && manifest.engines.node === root.engines?.node
      ? []
      : [
          {
            rule: 'engines',
            file,
            what: `engines.node is ${manifest.engines?.node ?? 'missing'}, the root's is ${root.engines?.node}`,
            why: 'npm then installs on a Node on which it does not run',
            instead: "write the root's engines",
          },
        ]),
  ];
}

/** @param {Tree} tree @param {string} path @param {any} entry @returns {Finding[]} */
function licence(tree, path, entry) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const isThere = tree.has(`${path}/package.json`);
  // A package for another platform is in the lock file alone.
  const manifest = isThere ? tree.json(`${path}/package.json`) : entry;
  const named = licenceOf(manifest);
  const missing = !isThere && !entry.optional && !entry.peer;
  if (!missing && (isAllowed(named) || licenceExceptions.some((exception) => exception.name === name))) return [];
  return [
    {
      rule: 'licences',
      file: lockFile,
      what: missing ? `${path} is not installed` : `${name} ${entry.version} has the licence ${named || 'unknown'}`,
      why: 'what we ship we must be allowed to pass on',
      instead: missing ? 'run npm ci' : 'use another package, or let a person read the licence and write the exception down with its reason',
    },
  ];
}

/** @param {Tree} tree @param {string} path @param {any} entry @returns {Finding[]} */
function commonJsOnNest(tree, path, entry) {
  const asks = Object.keys({ ...entry.dependencies, ...entry.peerDependencies }).some((name) => name.startsWith('@nestjs/'));
  const type = tree.has(`${path}/package.json`) ? tree.json(`${path}/package.json`).type : undefined;
  if (!asks || type === 'module') return [];
  return [
    {
      rule: 'nest-packages-are-esm',
      file: lockFile,
      what: `${path} is CommonJS and asks for Nest`,
      why: 'Nest 12 is ESM alone: a package that requires it fails under Jest on Node 20',
      instead: 'use a Fastify plugin or a package in ESM',
    },
  ];
}

/** @param {Record<string, any>} manifest */
function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (typeof license?.type === 'string') return license.type;
  return Array.isArray(licenses) ? licenses.map((one) => one.type ?? one).join(' OR ') : '';
}

/** SPDX as far as packages use it: OR needs one part that is allowed, AND all of them. @param {string} expression */
function isAllowed(expression) {
  return expression
    .replaceAll(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((part) => allowedLicences.has(part.trim())));
}

/** @param {string} path @param {any} entry @returns {Finding[]} */
function registryHost(path, { resolved }) {
  if (resolved === undefined || !/^[a-z+]+:|^\/\//i.test(String(resolved))) return [];
  return [
    {
      rule: 'no-registry-host',
      file: lockFile,
      what: `${path} is resolved to ${resolved}`,
      why: 'npm ci then goes to that host, also where it cannot be reached',
      instead: 'keep omit-lockfile-registry-resolved=true in .npmrc and run npm install again',
    },
  ];
}
