/** The faults of a run, chosen by its seed before it begins: the same seed gives the same sequence. */
import { seeded } from './random.mjs';

/** @typedef {import('@jiqun/service-kit').FaultPoint} FaultPoint */
/** @typedef {'registry' | 'evaluation' | 'audit'} Target */
/** @typedef {FaultPoint | 'within-consume'} Point `within-consume` is the harness's own, in the audit: in a consumer's open transaction, behind its effect */
/**
 * A SIGKILL of one process of a service: when it passes the named point, or from outside.
 * @typedef {object} Kill
 * @property {string} id
 * @property {Target} service
 * @property {Point} [point] at any moment when absent
 * @property {number} skip passes of the point that are let go
 * @property {number} delayMs after the point; 0 is at the point, anything else while what follows is under way
 * @property {boolean} hasty does not wait for the process that was killed before
 */
/** @typedef {'nats-wiped' | 'nats-killed' | 'redis-flushed' | 'redis-killed' | 'backends-terminated'} Blow */
/**
 * A fault of a server.
 * @typedef {object} ServerFault
 * @property {string} id
 * @property {Blow} blow
 * @property {number} afterKills of the whole run
 * @property {number} downMs how long the server stays away
 * @property {Target} [service] whose connections are ended
 * @property {boolean} [all] its connections, or one of them
 */
/** @typedef {{ kills: Map<Target, Kill[]>, serverFaults: ServerFault[], total: number }} Plan */

/** The services under fault. The first two take commands; all publish and consume. @type {readonly Target[]} */
export const TARGETS = ['registry', 'evaluation', 'audit'];
/** Those that commands are sent to. */
export const COMMANDED = /** @type {const} */ (['registry', 'evaluation']);

/** @type {readonly Point[]} */
const COMMAND_POINTS = ['before-claim', 'after-claim', 'before-effect', 'after-effect', 'before-finish', 'after-finish', 'before-commit', 'after-commit'];
/** @type {readonly Point[]} */
const RELAY_POINTS = ['before-publish', 'after-publish', 'before-mark', 'after-mark'];
/** @type {readonly Point[]} */
const CONSUMER_POINTS = ['before-consume', 'after-consume', 'before-acknowledge', 'after-acknowledge'];

/** Every point, in the order in which a command passes them. @type {readonly Point[]} */
export const POINTS = [...COMMAND_POINTS, ...RELAY_POINTS, 'before-consume', 'within-consume', ...CONSUMER_POINTS.slice(1)];

/** @type {readonly Blow[]} */
export const BLOWS = ['nats-wiped', 'nats-killed', 'redis-flushed', 'redis-killed', 'backends-terminated'];

/** Kills from outside, at no point in particular. */
const SHARE_AT_ANY_MOMENT = 0.15;
/** Kills some milliseconds behind a point: a COMMIT or an acknowledgement is on its way then, and its outcome unknown. */
const SHARE_BEHIND_A_POINT = 0.25;
const SHARE_HASTY = 0.2;
/** After a leader dies, what it had in hand comes back only when NATS gives up on it, so that consumers' points take long. */
const AUDIT_SHARE = 0.16;
const KILLS_A_SERVER_FAULT = 60;
const KILLS_A_TERMINATION = 12;

/**
 * @param {number} seed
 * @param {number} kills
 * @param {import('./options.mjs').Without} [without] nobody passes the points of an outbox that is switched off
 * @returns {Plan}
 */
export function planOf(seed, kills, without) {
  const random = seeded(seed);
  const ofAudit = Math.round(kills * AUDIT_SHARE);
  const ofRegistry = Math.round((kills - ofAudit) / 2);
  const counts = { registry: ofRegistry, evaluation: kills - ofAudit - ofRegistry, audit: ofAudit };
  return {
    kills: new Map(TARGETS.map((service) => [service, killsOf(random, service, counts[service], without === 'outbox' ? [] : RELAY_POINTS)])),
    serverFaults: serverFaultsOf(random, kills),
    total: kills,
  };
}

/**
 * @param {import('./random.mjs').Random} random
 * @param {Target} service
 * @param {number} count
 * @param {readonly Point[]} relayPoints
 * @returns {Kill[]}
 */
function killsOf(random, service, count, relayPoints) {
  const outside = Math.round(count * SHARE_AT_ANY_MOMENT);
  // Consumers' points once, the others twice as often where there are commands: they take no time.
  /** @type {readonly Point[]} */
  const points =
    service === 'audit'
      ? [...relayPoints, ...CONSUMER_POINTS, 'within-consume']
      : [...COMMAND_POINTS, ...COMMAND_POINTS, ...relayPoints, ...relayPoints, ...CONSUMER_POINTS];
  /** @type {Point[]} */
  const atPoints = [];
  while (atPoints.length < count - outside) atPoints.push(...random.shuffle(points));
  const moments = [...atPoints.slice(0, count - outside), ...Array.from({ length: outside }, () => undefined)];
  return random.shuffle(moments).map((point, index) => ({
    id: `${service}-${index}`,
    service,
    ...(point !== undefined && { point }),
    skip: random.between(0, 3),
    delayMs: random.chance(SHARE_BEHIND_A_POINT) ? random.between(1, 8) : 0,
    hasty: random.chance(SHARE_HASTY),
  }));
}

/**
 * @param {import('./random.mjs').Random} random
 * @param {number} kills
 * @returns {ServerFault[]}
 */
function serverFaultsOf(random, kills) {
  const each = Math.max(1, Math.ceil(kills / KILLS_A_SERVER_FAULT));
  const terminations = Math.max(1, Math.ceil(kills / KILLS_A_TERMINATION));
  const blows = random.shuffle(BLOWS.flatMap((blow) => Array.from({ length: blow === 'backends-terminated' ? terminations : each }, () => blow)));
  return blows.map((blow, index) => ({
    id: `${blow}-${index}`,
    blow,
    afterKills: Math.floor(((index + 0.5) * kills) / blows.length),
    downMs: random.between(0, 1_500),
    ...(blow === 'backends-terminated' && { service: random.pick(TARGETS), all: random.chance(0.5) }),
  }));
}
