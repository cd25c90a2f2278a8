import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { boundaryRules } from './boundaries.rules.mjs';
import { withoutExceptions } from './exceptions.mjs';
import { importsOf, isSource, isTestCode } from './tree.mjs';

/** @import { Finding, Report, Tree, Workspace } from './tree.mjs' */

/** What tests get from the root's Jest without naming it. */
const comesWithJest = '@jest/globals';

/**
 * Who imports whom (DESIGN section 1). dependency-cruiser builds the graph; doors and declared dependencies are decided
 * from the specifiers, because a breach of those does not always lead to a file.
 * @param {Tree} tree
 * @param {{ excepted?: boolean }} [options] excepted: false takes no exception, as the fixtures need
 * @returns {Promise<Report>}
 */
export async function checkBoundaries(tree, { excepted = true } = {}) {
  const files = tree.files.filter((file) => /^(packages|apps)\/[^/]+\//.test(file) && isSource(file));
  const modules = files.length === 0 ? [] : await cruised(tree, files);
  const findings = [...graphFindings(tree, modules), ...files.flatMap((file) => specifierFindings(tree, file))];
  return {
    findings: [...unseen(tree, files, modules), ...(excepted ? withoutExceptions(boundaryRules, findings, 'tools/checks/boundaries.rules.mjs') : findings)],
    looked: {
      files: files.length,
      modules: modules.filter(({ source }) => files.includes(source)).length,
      imports: modules.reduce((sum, { dependencies }) => sum + dependencies.length, 0),
    },
  };
}

/**
 * @typedef {{ source: string, dependencies: { module: string, resolved: string, cycle?: { name: string }[] }[], rules?: { name: string }[] }} CruisedModule
 */

/** @param {Tree} tree @param {string[]} files @returns {Promise<CruisedModule[]>} */
async function cruised(tree, files) {
  const { output } = await cruise(
    files,
    {
      baseDir: tree.root,
      ruleSet: {
        forbidden: boundaryRules.flatMap(({ name, from, to }) => (from && to ? [{ name, severity: 'error', from, to }] : [])),
      },
      validate: true,
      // Type imports are imports: a type from behind the door ties as firmly as a function.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^(packages|apps)/[^/]+/dist/' },
    },
    { alias: doors(tree), exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text where a result was expected');
  return /** @type {CruisedModule[]} */ (output.modules);
}

/**
 * A package's name stands for its sources, so that the graph does not depend on what was built last.
 * @param {Tree} tree
 */
function doors(tree) {
  return Object.fromEntries(
    tree.workspaces.flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports ?? {}).map(([path, target]) => [
        `${posix.join(manifest.name, path)}$`,
        posix.join(tree.root.replaceAll('\\', '/'), folder, String(target.default).replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts')),
      ]),
    ),
  );
}

/**
 * Imports that the compiler sees and the cruiser did not. Without a TypeScript that it knows, the cruiser reads nothing, or
 * takes the sources for JavaScript with mistakes and loses imports of types; either way it reports success.
 * @param {Tree} tree @param {string[]} files
 * @param {{ source: string, dependencies: { module: string }[] }[]} modules
 * @returns {Finding[]}
 */
export function unseen(tree, files, modules) {
  const bare = (/** @type {string} */ name) => name.replace(/^node:/, '');
  const seen = new Map(modules.map(({ source, dependencies }) => [source, new Set(dependencies.map((dependency) => bare(dependency.module)))]));
  return files.flatMap((file) => {
    const imports = importsOf(tree.syntax(file)).filter(({ specifier }) => !/(^|\/)dist\//.test(specifier) && !seen.get(file)?.has(bare(specifier)));
    const [first] = imports;
    if (seen.has(file) && first === undefined) return [];
    return [
      {
        rule: 'every-module-is-cruised',
        file,
        ...(first === undefined ? {} : { line: first.line }),
        what: seen.has(file) ? `dependency-cruiser did not see ${imports.length} of its imports` : 'dependency-cruiser did not read it',
        why: 'rules that see no imports are never broken',
        instead: 'use versions of dependency-cruiser and TypeScript that know each other',
      },
    ];
  });
}

/** @param {Tree} tree @param {CruisedModule[]} modules @returns {(Finding & { to: string })[]} */
function graphFindings(tree, modules) {
  const circles = new Set();
  return modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap((dependency) =>
      brokenRules(dependency).flatMap((name) => {
        const circle = name === 'no-circles' ? [source, ...(dependency.cycle ?? []).map((step) => step.name)] : undefined;
        const key = circle && [...new Set(circle)].toSorted().join(' ');
        if (key !== undefined && circles.has(key)) return [];
        circles.add(key);
        return [found(tree, name, source, dependency.module, dependency.resolved, circle?.join(' -> '))];
      }),
    ),
  );
}

/** @param {any} dependency @returns {string[]} */
const brokenRules = (dependency) => (dependency.rules ?? []).map((/** @type {{ name: string }} */ rule) => rule.name);

/**
 * @param {Tree} tree @param {string} name @param {string} file @param {string} specifier
 * @param {string} to @param {string} [what]
 */
function found(tree, name, file, specifier, to, what = `imports ${to}`) {
  const rule = boundaryRules.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`There is no rule ${name} in tools/checks/boundaries.rules.mjs.`);
  const line = importsOf(tree.syntax(file)).find((one) => one.specifier === specifier)?.line;
  return { rule: name, file, ...(line === undefined ? {} : { line }), what, why: rule.why, instead: rule.instead, to };
}

/** @param {Tree} tree @param {string} file @returns {(Finding & { to: string })[]} */
function specifierFindings(tree, file) {
  const own = /** @type {Workspace} */ (tree.workspaces.find(({ folder }) => file.startsWith(`${folder}/`)));
  if (own === undefined) return [];
  return importsOf(tree.syntax(file)).flatMap(({ specifier }) => {
    if (specifier.startsWith('.')) {
      const to = posix.join(posix.dirname(file), specifier);
      const leaves = !to.startsWith(`${own.folder}/`) && (!isTestCode(file) || /^(packages|apps)\//.test(to));
      return leaves ? [found(tree, 'through-the-door', file, specifier, to)] : [];
    }
    if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return [];
    return [...behindDoor(tree, file, specifier), ...undeclared(tree, own, file, specifier)];
  });
}

/** @param {Tree} tree @param {string} file @param {string} specifier */
function behindDoor(tree, file, specifier) {
  const other = tree.workspaces.find(({ manifest }) => manifest.name === packageOf(specifier));
  if (other === undefined) return [];
  const path = `.${specifier.slice(other.manifest.name.length)}`;
  return Object.keys(other.manifest.exports ?? {}).includes(path) ? [] : [found(tree, 'through-the-door', file, specifier, specifier)];
}

/** @param {Tree} tree @param {Workspace} own @param {string} file @param {string} specifier */
function undeclared(tree, own, file, specifier) {
  const { name, dependencies = {}, devDependencies = {} } = own.manifest;
  const ofTests = isTestCode(file) ? [name, comesWithJest, ...Object.keys({ ...devDependencies, ...tree.json('package.json').devDependencies })] : [];
  const wanted = packageOf(specifier);
  return [...Object.keys(dependencies), ...ofTests].includes(wanted)
    ? []
    : [found(tree, 'declared-dependencies', file, specifier, wanted, `imports ${wanted}, which ${own.folder}/package.json does not declare`)];
}

/** `@scope/name/file` is of `@scope/name`. @param {string} specifier */
const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
