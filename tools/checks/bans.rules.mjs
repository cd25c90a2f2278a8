import ts from 'typescript';
import { moneyAsNumber } from './bans.money.mjs';
import { anyWithin, decoratorOf, importedAs, memberOf, methodOf, nameOf, textOf } from './syntax.mjs';
import { isTestCode } from './tree.mjs';

/** @import { Exception } from './exceptions.mjs' */

/**
 * Something that must not be written. `where` says in which files; `find` looks at one node of the syntax tree and says
 * what it found.
 * @typedef {object} Ban
 * @property {string} name
 * @property {string} why
 * @property {string} instead
 * @property {(file: string) => boolean} where
 * @property {(node: ts.Node, file: string) => string | undefined} find
 * @property {Exception[]} exceptions
 */

const isServiceCode = (/** @type {string} */ file) => /^(apps\/|packages\/service-kit\/)/.test(file);
const isRuntime = (/** @type {string} */ file) => /^(packages|apps)\/[^/]+\/src\//.test(file) && !isTestCode(file);

/** @type {Ban} */
const environment = {
  name: 'environment-outside-config',
  why: 'a setting read in passing is checked by nobody: the service starts without it and fails in the night',
  instead: 'declare it in the schema of config.ts, which fails at boot, and take it from there',
  where: (file) => !/(^|\/)config\.ts$|\.config\.m?[jt]s$|^[^/]+\/[^/]+\/tools\/|^packages\/service-kit\/src\/testing\//.test(file),
  find: (node) => {
    const member = memberOf(node);
    if (member?.object === 'process' && member.member === 'env') return 'reads process.env';
    return importedAs(node) === 'env' && moduleOf(node) === 'process' ? 'imports env of node:process' : undefined;
  },
  exceptions: ['agreement', 'properties'].map((name) => ({
    file: `packages/policy-core/test/${name}.spec.ts`,
    reason: 'JIQUN_SEED replays a failing seed of a property test; policy-core has no config.ts',
  })),
};

/** @type {Ban} */
const clock = {
  name: 'clock-outside-clock',
  why: 'a sandbox moves the clock of a whole installation: who reads another one lives in another year',
  instead: 'take the Clock of service-kit (durations: performance.now()), or let the caller pass the day in',
  where: (file) => !file.startsWith('packages/service-kit/src/clock/'),
  find: (node) => {
    if (ts.isNewExpression(node) && nameOf(node.expression) === 'Date' && (node.arguments ?? []).length === 0) return 'new Date() reads the clock';
    if (ts.isCallExpression(node) && nameOf(node.expression) === 'Date') return 'Date() reads the clock';
    const member = memberOf(node);
    const read = `${member?.object}.${member?.member}`;
    return ['Date.now', 'performance.timeOrigin', 'Temporal.Now'].includes(read) ? `${read} reads the clock` : undefined;
  },
  exceptions: ['firing', 'wake-ups'].map((name) => ({
    file: `packages/service-kit/src/deadlines/${name}.spec.ts`,
    reason: "puts the machine's clock ahead to show that the database's counts",
  })),
};

/** @type {Ban} */
const globalRepository = {
  name: 'global-repository',
  why: 'it writes outside the transaction that is open, and hangs without an error once transactions hold every connection',
  instead: 'take the EntityManager of the transaction (named manager) and use manager.getRepository or manager.query',
  where: isRuntime,
  find: (node) => {
    if (importedAs(node) === 'InjectRepository' || decoratorOf(node) === 'InjectRepository') return 'injects a global repository';
    const member = memberOf(node);
    if (member?.member === 'manager' && isDataSource(member.object, node)) return `${member.object}.manager is no transaction`;
    const called = methodOf(node);
    if (!/^get(Tree|Mongo)?Repository$/.test(called?.member ?? '') || called?.object === 'manager') return undefined;
    return `takes a repository from ${called?.object ?? 'an expression'}, which is not the manager of a transaction`;
  },
  exceptions: [
    { file: 'packages/service-kit/src/deadlines/deadline-poller.ts', reason: 'one statement while no command is open: reads what is due, and marks a failure after its command was rolled back' },
    { file: 'packages/service-kit/src/deadlines/deadline-sweeper.ts', reason: 'one statement while no command is open: reads what is due next' },
    { file: 'packages/service-kit/src/events/event-consumer.ts', reason: 'one statement while no command is open: reads at the start whether anything is parked' },
  ],
};

/** @type {Ban} */
const dataSourceInService = {
  name: 'data-source-in-service',
  why: 'a statement through the data source commits alone, also when the command around it is rolled back',
  instead: 'pass the EntityManager of the transaction to the repository, and write the statement there',
  where: (file) => isRuntime(file) && isServiceCode(file) && (file.startsWith('apps/') || /\.(service|lifecycle|repository|controller|processor|subscriber)\.ts$/.test(file)),
  find: (node) => {
    const called = methodOf(node);
    const runs = ['query', 'sql', 'createQueryBuilder', 'createQueryRunner', 'transaction'].includes(called?.member ?? '');
    return runs && isDataSource(called?.object, node) ? `calls ${called?.object}.${called?.member}` : undefined;
  },
  exceptions: [],
};

/** @type {Ban} */
const save = {
  name: 'typeorm-save',
  why: 'save() of a stale row wins and writes the old version back, and it adds a SELECT and a transaction of its own',
  instead: 'write INSERT, or UPDATE ... WHERE id AND version and check how many rows it changed; a method of yours needs another name',
  where: isServiceCode,
  find: (node) => (methodOf(node)?.member === 'save' ? 'calls save()' : undefined),
  exceptions: [],
};

/** @type {Ban} */
const money = {
  name: 'money-as-number',
  why: 'a number rounds above 2^53 and at every cent; the sum is then wrong by a fen that nobody finds',
  instead: 'bigint fen inside, the money string of contracts outside, a bigint column in between',
  where: () => true,
  find: moneyAsNumber,
  exceptions: [],
};

/** @type {Ban} */
const orderBy = {
  name: 'order-by-literal',
  why: 'orderBy(text) executes the text as SQL, also when a user wrote it',
  instead: 'choose among literals, as in a switch over what may be sorted by',
  where: isServiceCode,
  find: (node) => {
    const called = methodOf(node)?.member;
    if (!ts.isCallExpression(node) || (called !== 'orderBy' && called !== 'addOrderBy')) return undefined;
    const by = node.arguments[0];
    return by === undefined || isLiteralOrder(by) ? undefined : `${called}() by something that is not a literal`;
  },
  exceptions: [],
};

/** @type {Ban} */
const nestEvents = {
  name: 'events-through-outbox',
  why: 'an emitted event is lost when the broker is away, and is sent also when the transaction is rolled back',
  instead: 'call emit() of the transaction (named transaction or tx), which writes the outbox; consume with the JetStream consumer of service-kit',
  where: (file) => isRuntime(file) && isServiceCode(file),
  find: (node) => {
    const called = methodOf(node);
    if (called?.member === 'emit' && !['transaction', 'tx'].includes(called.object ?? '')) return `calls ${called.object ?? ''}.emit()`;
    return [importedAs(node), decoratorOf(node)].includes('EventPattern') ? 'uses @EventPattern, whose failures are logged and lost' : undefined;
  },
  exceptions: [],
};

/** @type {Ban} */
const messagePattern = {
  name: 'message-pattern-in-kit',
  why: 'a handler of its own has no schema, permission, deadline, key or queue group',
  instead: 'declare the command or query in contracts and handle it with the decorator of service-kit',
  where: (file) => isRuntime(file) && !file.startsWith('packages/service-kit/'),
  find: (node) => ([importedAs(node), decoratorOf(node)].includes('MessagePattern') ? 'uses @MessagePattern' : undefined),
  exceptions: [],
};

/** @type {Ban} */
const timestampWithZone = {
  name: 'timestamp-with-zone',
  why: "a timestamp without zone shifts with the session's time zone",
  instead: 'timestamptz for an instant, date (read as text) for a day',
  where: isRuntime,
  find: (node, file) => {
    const isColumnType = ts.isPropertyAssignment(node) && nameOf(node.name) === 'type' && /^(timestamp|datetime|timestamp without time zone)$/.test(nameOf(node.initializer) ?? '');
    if (isColumnType) return 'a column without time zone';
    const { text } = textOf(node) ?? {};
    if (text === undefined) return undefined;
    const bare = /\btimestamp\b(?!\s*(\(\d\)\s*)?with time zone)/i;
    return (/\/migrations\/|\.migration\.ts$/.test(file) ? bare : /::\s*timestamp\b/i).test(text) ? 'SQL with a timestamp without time zone' : undefined;
  },
  exceptions: [],
};

/** @type {Ban} */
const sessionState = {
  name: 'no-session-state',
  why: 'a setting or lock of the session stays on the connection when it returns to the pool: the next command runs with it',
  instead: "set_config(name, value, true) and pg_advisory_xact_lock, which end with the transaction",
  where: isRuntime,
  find: (node) => {
    const { text, first } = textOf(node) ?? { text: '', first: false };
    if (/\bpg_(try_)?advisory_lock(_shared)?\s*\(/i.test(text)) return 'takes an advisory lock of the session';
    if (/\bset_config\s*\([^)]*,\s*false\s*\)/i.test(text)) return 'sets a setting for the session';
    return first && /^\s*SET\s+(SESSION\s+)?(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)[a-z_.]+\s*(=|\bTO\b)/i.test(text) ? 'sets a setting for the session' : undefined;
  },
  exceptions: [
    { file: 'packages/service-kit/src/database/provision.ts', reason: 'a connection of its own, outside any pool, that ends with the program' },
    { file: 'packages/service-kit/src/events/leadership.ts', reason: 'the lead is the lock of a connection of its own; it must outlast transactions' },
  ],
};

/** @type {Ban} */
const installationTime = {
  name: 'time-of-the-installation',
  why: "now() is the machine's time; a sandbox lives in another year, and its deadlines would never fall due",
  instead: 'installation.now() in SQL, or the instant of the command as a parameter',
  where: isRuntime,
  find: (node) => {
    const machine = /(?<![\w.])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|\b(CURRENT_TIMESTAMP|CURRENT_DATE|LOCALTIMESTAMP)\b/;
    return machine.test(textOf(node)?.text ?? '') ? "SQL reads the machine's time" : undefined;
  },
  exceptions: [{ file: 'packages/service-kit/src/database/provision.ts', reason: 'defines installation.now(), from the time of the machine' }],
};

/** Every ban, in the order in which they are reported. `export default` is oxlint's import/no-default-export. */
export const bans = [
  environment,
  clock,
  globalRepository,
  dataSourceInService,
  save,
  money,
  orderBy,
  nestEvents,
  messagePattern,
  timestampWithZone,
  sessionState,
  installationTime,
];

/**
 * A data source by its name, or by the type that this file gives it: a syntax tree knows no other types.
 * @param {string | undefined} name
 * @param {ts.Node} node
 */
function isDataSource(name, node) {
  return name !== undefined && (/data_?source$/i.test(name) || dataSourcesIn(node.getSourceFile()).has(name));
}

/** @type {WeakMap<ts.SourceFile, Set<string>>} */
const dataSources = new WeakMap();

/** @param {ts.SourceFile} source */
function dataSourcesIn(source) {
  const known = dataSources.get(source);
  if (known !== undefined) return known;
  /** @type {Set<string>} */
  const names = new Set();
  dataSources.set(source, names);
  anyWithin(source, (node) => {
    const declares = ts.isParameter(node) || ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isVariableDeclaration(node);
    if (!declares) return false;
    const typed = node.type !== undefined && anyWithin(node.type, (part) => ts.isTypeReferenceNode(part) && nameOf(part.typeName) === 'DataSource');
    const made = !ts.isPropertySignature(node) && node.initializer !== undefined && ts.isNewExpression(node.initializer) && nameOf(node.initializer.expression) === 'DataSource';
    if (typed || made) names.add(nameOf(node.name) ?? '');
    return false;
  });
  return names;
}

/** @param {ts.Expression} by @returns {boolean} */
function isLiteralOrder(by) {
  if (ts.isStringLiteralLike(by)) return true;
  if (ts.isConditionalExpression(by)) return isLiteralOrder(by.whenTrue) && isLiteralOrder(by.whenFalse);
  return ts.isObjectLiteralExpression(by) && by.properties.every((part) => part.name !== undefined && !ts.isComputedPropertyName(part.name));
}

/** The module that an import names, without `node:`. @param {ts.Node} specifier */
function moduleOf(specifier) {
  const declaration = specifier.parent?.parent?.parent;
  return declaration && ts.isImportDeclaration(declaration) ? nameOf(declaration.moduleSpecifier)?.replace(/^node:/, '') : undefined;
}
