/** @import { Exception } from './exceptions.mjs' */

/**
 * An import that must not be. `from` and `to` are dependency-cruiser's; a rule without them is decided from the
 * specifier in boundaries.mjs.
 * @typedef {object} BoundaryRule
 * @property {string} name
 * @property {string} why
 * @property {string} instead
 * @property {{ path?: string, pathNot?: string[] }} [from]
 * @property {{ path?: string, pathNot?: string[], circular?: boolean }} [to]
 * @property {Exception[]} exceptions
 */

const workspace = '^(packages|apps)/';
const runtime = '^(packages|apps)/[^/]+/src/';
const testCode = ['\\.spec\\.ts$', '^(packages|apps)/[^/]+/src/testing/'];
/** The folder that has layers: a service, or service-kit with nouns of its own. */
const service = '^(apps/[^/]+|packages/service-kit)/src/';
const migration = '/migrations/|\\.migration\\.ts$';
const entrance = '\\.(controller|processor|subscriber)\\.ts$';

/** The one-way street between packages: policy-core <- contracts <- service-kit <- apps. @type {BoundaryRule[]} */
const betweenPackages = [
  {
    name: 'policy-core-imports-no-package',
    why: 'what the documents say is pure: it can be read, tested and replayed years later without anything that runs',
    instead: 'move what is needed into policy-core, or let the caller pass it in',
    from: { path: '^packages/policy-core/' },
    to: { path: workspace, pathNot: ['^packages/policy-core/'] },
    exceptions: [],
  },
  {
    name: 'contracts-import-policy-core-alone',
    why: 'what crosses a process boundary must not depend on how one side of it runs',
    instead: 'describe the shape in contracts and let service-kit or the app work with it',
    from: { path: '^packages/contracts/' },
    to: { path: workspace, pathNot: ['^packages/(contracts|policy-core)/'] },
    exceptions: [],
  },
  {
    name: 'service-kit-imports-contracts-alone',
    why: 'how a service runs is the same for a service that knows no policy',
    instead: 'let the app hand in what comes from policy-core',
    from: { path: '^packages/service-kit/' },
    to: { path: workspace, pathNot: ['^packages/(contracts|service-kit)/'] },
    exceptions: [],
  },
  {
    name: 'console-and-sdk-import-contracts-alone',
    why: 'they run outside, at other people: server code and policy code would go out with them',
    instead: 'use the schemas of contracts, and ask the gateway for the rest',
    from: { path: '^(apps/console|packages/sdk)/' },
    to: { path: workspace, pathNot: ['^packages/contracts/', '^(apps/console|packages/sdk)/'] },
    exceptions: [],
  },
  {
    name: 'verify-imports-nothing',
    why: 'who checks the log must not run the code that wrote it: a mistake, or a door left open, would be in both',
    instead: 'write it once more in packages/verify, from the format in docs/adr/0011-the-log.md',
    from: { path: '^packages/verify/(src|bin)/' },
    to: { path: `${workspace}|(^|/)node_modules/`, pathNot: ['^packages/verify/'] },
    exceptions: [],
  },
  {
    name: 'policy-core-readers',
    why: 'only evaluation, subsidy and audit decide by the documents; a second place that decides will decide otherwise',
    instead: 'ask the service that decides',
    from: { path: '^apps/(?!evaluation/|subsidy/|audit/)' },
    to: { path: '^packages/policy-core/' },
    exceptions: [],
  },
  {
    name: 'no-package-imports-an-app',
    why: 'imports run one way; a package that knows an app cannot be used by another',
    instead: 'move the shared part down into the package',
    from: { path: '^packages/' },
    to: { path: '^apps/' },
    exceptions: [],
  },
  {
    name: 'no-app-imports-an-app',
    why: 'services meet in messages: an import would tie their releases and their databases together',
    instead: 'call the command or query, or subscribe to the event, that contracts describe',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: ['^apps/$1/'] },
    exceptions: [],
  },
  {
    name: 'through-the-door',
    why: "a file behind the door changes without notice, and a build of the package does not contain another's sources",
    instead: 'import the package by its name, and export there what is missing',
    exceptions: [],
  },
  {
    name: 'declared-dependencies',
    why: 'what is not in the own package.json is there by luck, and missing in an image that installs one workspace',
    instead: 'add it, with its exact version, to the dependencies (tests: devDependencies) of the own package.json',
    exceptions: [],
  },
];

/** Inside a service: controller, processor, subscriber -> service -> lifecycle, repository -> entity. @type {BoundaryRule[]} */
const betweenLayers = [
  {
    name: 'nothing-calls-an-entrance',
    why: 'controllers, processors and subscribers check who calls; below them that question is settled',
    instead: 'move the shared part into the service that both call',
    from: { path: `${service}.*\\.(service|lifecycle|repository|entity|mapper)\\.ts$` },
    to: { path: `^$1/src/.*${entrance}` },
    exceptions: [],
  },
  {
    name: 'nothing-below-calls-a-service',
    why: 'a method of a service is a transaction; started from below it would be a second one inside the first',
    instead: 'let the service fetch what is needed and hand it down',
    from: { path: `${service}.*\\.(lifecycle|repository|entity|mapper)\\.ts$` },
    to: { path: '^$1/src/.*\\.service\\.ts$' },
    exceptions: [],
  },
  {
    name: 'entrances-call-services-alone',
    why: 'a query or a transition started in a controller has no transaction, no audit row and no event',
    instead: 'add a method to the service: one use case, one transaction',
    from: { path: `${service}.*${entrance}` },
    to: { path: '^$1/src/.*\\.(lifecycle|repository|entity)\\.ts$' },
    exceptions: [],
  },
  {
    name: 'lifecycles-are-data',
    why: 'states and transitions are read by services, documents and tests; a query among them could be read by none',
    instead: 'let the service look things up and ask the lifecycle with the answer',
    from: { path: `${service}.*\\.lifecycle\\.ts$` },
    to: { path: '^$1/src/.*\\.(repository|mapper)\\.ts$' },
    exceptions: [],
  },
  {
    name: 'entities-know-entities-alone',
    why: 'a row is a row, whoever reads it: everything else depends on it',
    instead: 'declare the type in the entity and import it from there',
    from: { path: `${service}.*\\.entity\\.ts$` },
    to: { path: '^$1/src/.*\\.(lifecycle|repository|mapper)\\.ts$' },
    exceptions: [],
  },
  {
    name: 'mappers-know-entities-alone',
    why: 'a mapper turns a row into an answer; one that queries does it once for every row',
    instead: 'pass in what the mapper needs',
    from: { path: `${service}.*\\.mapper\\.ts$` },
    to: { path: '^$1/src/.*\\.(lifecycle|repository)\\.ts$' },
    exceptions: [],
  },
  {
    name: 'modules-only-wire',
    why: 'a module imports all of its noun: whoever imports it back closes a circle',
    instead: 'import the file that is meant',
    from: { path: `${service}.*\\.(controller|processor|subscriber|service|lifecycle|repository|entity|mapper)\\.ts$` },
    to: { path: '^$1/src/.*\\.module\\.ts$' },
    exceptions: [],
  },
];

/** @type {BoundaryRule[]} */
const withinPackages = [
  {
    name: 'migrations-stay-apart',
    why: 'a released migration is frozen; code that uses one would change with it, or keep it from being frozen',
    instead: 'copy the value into the code that runs; only data-source.ts and migrate.ts name migrations',
    from: { path: runtime, pathNot: [...testCode, '/(data-source|migrate)\\.ts$', migration] },
    to: { path: migration },
    exceptions: [
      { file: 'packages/service-kit/src/database/kit-migrations.ts', reason: 'the migrations with which the data source of every service begins' },
    ],
  },
  {
    name: 'no-test-code-at-run-time',
    why: 'a harness that runs in production has rights and short cuts that production must not have',
    instead: 'move the shared part out of the test code',
    from: { path: runtime, pathNot: testCode },
    to: { path: `\\.spec\\.ts$|${workspace}[^/]+/(test|bench|tools|src/testing)/` },
    exceptions: [],
  },
  {
    name: 'no-circles',
    why: 'in a circle every module needs every other: none can be read, tested or moved alone, and ESM runs one of them before what it imports',
    instead: 'move what both need into a third file; relations between entities are queries of the repository',
    from: {},
    to: { circular: true },
    exceptions: [
      {
        file: 'packages/policy-core/src/evaluate/ruleset.ts',
        to: 'packages/policy-core/src/evaluate/generate.ts',
        reason: 'the way back is the type Rule alone, which is gone when it runs; ends when Rule gets a file of its own',
      },
    ],
  },
];

/** Every rule of imports, in the order in which they are reported. */
export const boundaryRules = [...betweenPackages, ...betweenLayers, ...withinPackages];
