/** What the rows say after a run: each check is a query for what is wrong, and names it. */
import { DEADLINE_KIND, effectConsumers } from './counter.mjs';
import { COMMANDED, TARGETS } from './plan.mjs';

/** @typedef {'lost' | 'double' | 'early' | 'missed' | 'out of order' | 'wrong'} Fault */
/** @typedef {{ fault: Fault, what: string, count: number, ids: string[] }} Violation */
/** @typedef {{ fault: Fault, what: string, text: string, needs?: import('./options.mjs').Without }} Check `needs`: not asked when that is switched off */
/** @typedef {import('./driver.mjs').Acknowledged} Acknowledged */

export const FAULTS = /** @type {const} */ (['lost', 'double', 'early', 'missed', 'out of order', 'wrong']);

const NAMED = 20;

const ACKNOWLEDGED = `
  CREATE TABLE acknowledged (key text PRIMARY KEY, service text NOT NULL, kind text NOT NULL, answer jsonb NOT NULL);`;

/**
 * Puts what the driver was told beside the services' tables.
 * @param {import('pg').Pool} admin
 * @param {readonly Acknowledged[]} journal
 */
export async function enterJournal(admin, journal) {
  await admin.query('CREATE SCHEMA faults');
  await admin.query(`SET search_path = faults; ${ACKNOWLEDGED} RESET search_path`);
  await admin.query('INSERT INTO faults.acknowledged SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])', [
    journal.map(({ key }) => key),
    journal.map(({ service }) => service),
    journal.map(({ kind }) => kind),
    journal.map(({ answer }) => JSON.stringify(answer)),
  ]);
}

/**
 * Groups that must have exactly one row each: none is a loss, more is a double.
 * @param {string} what
 * @param {string} counts a query for (id, found)
 * @param {{ needs?: import('./options.mjs').Without }} [options]
 * @returns {Check[]}
 */
const exactlyOne = (what, counts, options = {}) => [
  { fault: 'lost', what: `no ${what}`, text: `SELECT id FROM (${counts}) AS counted WHERE found = 0`, ...options },
  { fault: 'double', what: `more than one ${what}`, text: `SELECT id FROM (${counts}) AS counted WHERE found > 1`, ...options },
];

/**
 * @param {typeof COMMANDED[number]} service
 * @returns {Check[]}
 */
function commandChecks(service) {
  const of = `FROM faults.acknowledged a WHERE a.service = '${service}'`;
  const drills = `${of} AND a.kind = 'drill'`;
  const counters = `${of} AND a.kind = 'counter'`;
  const drillId = `a.answer ->> 'id'`;
  return [
    { fault: 'lost', what: `${service}: acknowledged command without its key and answer`, text: `SELECT a.key AS id ${of} AND NOT EXISTS (SELECT FROM ${service}.command_key k WHERE k.key = a.key AND k.answer IS NOT NULL)` },
    { fault: 'wrong', what: `${service}: command answered otherwise than stored`, text: `SELECT a.key AS id ${of} AND EXISTS (SELECT FROM ${service}.command_key k WHERE k.key = a.key AND k.answer::jsonb <> a.answer)` },
    ...exactlyOne(`${service}: drill of an acknowledged command`, `SELECT a.key AS id, (SELECT count(*) FROM ${service}.drill d WHERE d.note = a.key) AS found ${drills}`),
    ...exactlyOne(`${service}: increase of an acknowledged command`, `SELECT a.key AS id, (SELECT count(*) FROM ${service}.fault_increase i WHERE i.note = a.key) AS found ${counters}`),
    { fault: 'wrong', what: `${service}: effect without its key`, text: `SELECT note AS id FROM (SELECT note FROM ${service}.drill UNION ALL SELECT note FROM ${service}.fault_increase) AS done WHERE NOT EXISTS (SELECT FROM ${service}.command_key k WHERE k.key = done.note)` },
    { fault: 'wrong', what: `${service}: counter that is not the number of its increases`, text: `SELECT name AS id FROM ${service}.fault_counter c WHERE value <> (SELECT count(*) FROM ${service}.fault_increase i WHERE i.counter = c.name)` },
    ...exactlyOne(`${service}: audit entry of a drill's start`, `SELECT a.key AS id, (SELECT count(*) FROM ${service}.audit_entry e WHERE e.object_type = 'drill' AND e.object_id = ${drillId} AND e.action = 'drill.start') AS found ${drills}`),
    ...exactlyOne(`${service}: audit entry of an increase`, `SELECT a.key AS id, (SELECT count(*) FROM ${service}.audit_entry e WHERE e.object_type = 'fault-counter' AND e.object_id = a.key) AS found ${counters}`),
    ...exactlyOne(`${service}: outbox row of a drill's start`, `SELECT a.key AS id, (SELECT count(*) FROM faults.event e WHERE e.publisher = '${service}' AND e.type = 'jiqun.${service}.drill.started.v1' AND e.data ->> 'note' = a.key) AS found ${drills}`, { needs: 'outbox' }),
    ...exactlyOne(`${service}: outbox row of an increase`, `SELECT a.key AS id, (SELECT count(*) FROM faults.event e WHERE e.publisher = '${service}' AND e.type = 'jiqun.${service}.fault-counter.increased.v1' AND e.data ->> 'note' = a.key) AS found ${counters}`, { needs: 'outbox' }),
    ...exactlyOne(`${service}: consumer effect of an acknowledged command`, `SELECT a.key AS id, (SELECT count(*) FROM audit.fault_effect f WHERE f.note = a.key AND f.consumer LIKE '%-${service}') AS found ${of}`),
    ...exactlyOne(`${service}: receipt of a drill`, `SELECT a.key AS id, (SELECT count(*) FROM audit.drill_receipt r WHERE r.service = '${service}' AND r.drill_id::text = ${drillId}) AS found ${drills}`),
  ];
}

/**
 * @param {typeof COMMANDED[number]} service
 * @returns {Check[]}
 */
function drillChecks(service) {
  const settled = `FROM ${service}.drill d`;
  const entries = `SELECT count(*) FROM ${service}.audit_entry e WHERE e.object_type = 'drill' AND e.object_id = d.id::text AND e.action IN ('drill.confirm', 'drill.lapse')`;
  const events = `SELECT count(*) FROM faults.event e WHERE e.publisher = '${service}' AND e.type IN ('jiqun.${service}.drill.confirmed.v1', 'jiqun.${service}.drill.lapsed.v1') AND e.aggregate = 'drill/' || d.id`;
  const deadline = `(SELECT state FROM ${service}.deadline t WHERE t.kind = 'drill.lapses' AND t.subject = d.id::text)`;
  return [
    { fault: 'lost', what: `${service}: drill neither confirmed nor lapsed`, text: `SELECT d.note AS id ${settled} WHERE d.state = 'started'` },
    ...exactlyOne(`${service}: audit entry of a drill's end`, `SELECT d.note AS id, (${entries}) AS found ${settled} WHERE d.state <> 'started'`),
    ...exactlyOne(`${service}: event of a drill's end`, `SELECT d.note AS id, (${events}) AS found ${settled} WHERE d.state <> 'started'`, { needs: 'outbox' }),
    { fault: 'wrong', what: `${service}: drill that its deadline contradicts`, text: `SELECT d.note AS id ${settled} WHERE d.due_at IS NOT NULL AND d.state <> 'started' AND ${deadline} IS DISTINCT FROM CASE d.state WHEN 'lapsed' THEN 'fired' ELSE 'cancelled' END` },
    { fault: 'missed', what: `${service}: drill without a deadline that it was given`, text: `SELECT d.note AS id ${settled} WHERE d.due_at IS NOT NULL AND ${deadline} IS NULL` },
  ];
}

/**
 * A deadline that failed is tried again later, and the next ones do not wait for it: it has no place in the order.
 * @param {typeof COMMANDED[number]} service
 * @returns {Check[]}
 */
function deadlineChecks(service) {
  const fired = `(SELECT count(*) FROM ${service}.fault_fired f WHERE f.note = t.subject)`;
  const probes = `FROM ${service}.deadline t WHERE t.kind = '${DEADLINE_KIND}'`;
  return [
    { fault: 'missed', what: `${service}: deadline that never fired`, text: `SELECT subject AS id ${probes} AND ${fired} = 0 UNION ALL SELECT id::text FROM ${service}.deadline WHERE state IN ('pending', 'stuck')` },
    { fault: 'double', what: `${service}: deadline that fired more than once`, text: `SELECT subject AS id ${probes} AND ${fired} > 1` },
    { fault: 'early', what: `${service}: deadline that fired before it was due`, text: `SELECT id::text FROM ${service}.deadline WHERE fired_at < due_at UNION ALL SELECT note FROM ${service}.fault_fired WHERE at < due_at` },
    {
      fault: 'out of order',
      what: `${service}: deadline that fired before an earlier one`,
      text: `SELECT note AS id FROM (
        SELECT f.note, (f.due_at, t.id) < lag((f.due_at, t.id)) OVER (ORDER BY f.position) AS overtaken
        FROM ${service}.fault_fired f JOIN ${service}.deadline t ON t.kind = '${DEADLINE_KIND}' AND t.subject = f.note WHERE t.tries = 0) AS ordered WHERE overtaken`,
    },
  ];
}

/** @returns {Check[]} */
function eventChecks() {
  const consumed = [
    ...COMMANDED.map((service) => ({ consumer: `drill-receipt-${service}`, in: 'audit', type: `jiqun.${service}.drill.started.v1` })),
    ...effectConsumers.map(({ name, contract }) => ({ consumer: name, in: 'audit', type: contract.type })),
    ...COMMANDED.map((service) => ({ consumer: 'drill-confirmation', in: service, type: 'jiqun.audit.drill-receipt.recorded.v1' })),
  ];
  return [
    ...TARGETS.flatMap((service) => /** @type {Check[]} */ ([
      { fault: 'lost', what: `${service}: event that was never published`, text: `SELECT event_id::text AS id FROM ${service}.outbox WHERE published_at IS NULL` },
      { fault: 'lost', what: `${service}: event that was parked`, text: `SELECT coalesce(event_id::text, id::text) || ' ' || consumer || ': ' || left(error, 200) AS id FROM ${service}.dead_letter` },
    ])),
    ...consumed.map(({ consumer, in: schema, type }) => /** @type {Check} */ ({
      fault: 'lost',
      what: `${schema}: event without its inbox row of ${consumer}`,
      needs: 'inbox',
      text: `SELECT e.event_id::text AS id FROM faults.event e WHERE e.type = '${type}' AND NOT EXISTS (SELECT FROM ${schema}.inbox i WHERE i.consumer = '${consumer}' AND i.event_id = e.event_id)`,
    })),
    { fault: 'wrong', what: 'audit: consumer effect of a command that was never done', text: `SELECT note AS id FROM audit.fault_effect f WHERE NOT EXISTS (${COMMANDED.map((service) => `SELECT FROM ${service}.command_key k WHERE k.key = f.note`).join(' UNION ALL ')})` },
    ...exactlyOne('audit: receipt event of a drill', `SELECT r.drill_id::text AS id, (SELECT count(*) FROM faults.event e WHERE e.publisher = 'audit' AND e.data ->> 'drillId' = r.drill_id::text) AS found FROM audit.drill_receipt r`, { needs: 'outbox' }),
    {
      fault: 'out of order',
      what: 'audit: consumer effect before that of an earlier event of its object',
      text: `SELECT consumer || ' ' || aggregate || ' ' || sequence AS id FROM (
        SELECT consumer, aggregate, sequence, sequence < lag(sequence) OVER (PARTITION BY consumer, aggregate ORDER BY first) AS overtaken
        FROM (SELECT consumer, aggregate, sequence, min(position) AS first FROM audit.fault_effect GROUP BY consumer, aggregate, sequence) AS once) AS ordered WHERE overtaken`,
    },
  ];
}

const EVENTS = `
  CREATE TABLE faults.event AS ${TARGETS.map((service) => `SELECT '${service}' AS publisher, event_id, type, aggregate, payload::jsonb -> 'data' AS data FROM ${service}.outbox`).join(' UNION ALL ')};
  CREATE INDEX ON faults.event ((data ->> 'note'));
  CREATE INDEX ON faults.event ((data ->> 'drillId'));
  CREATE INDEX ON faults.event (aggregate);
  CREATE INDEX ON faults.event (type);
  CREATE INDEX ON audit.fault_effect (note);
  ${COMMANDED.map((service) => `
    CREATE INDEX ON ${service}.drill (note); CREATE INDEX ON ${service}.fault_increase (note); CREATE INDEX ON ${service}.fault_fired (note);
    CREATE INDEX ON ${service}.command_key (key);`).join('')}
  ANALYZE;`;

/**
 * @param {import('pg').Pool} admin
 * @param {import('./options.mjs').Without | undefined} without
 * @returns {Promise<{ checks: number, violations: Violation[] }>}
 */
export async function judge(admin, without) {
  // Only now: the commands were not to be slowed by indexes that production has not.
  await admin.query(EVENTS);
  const checks = [...COMMANDED.flatMap((service) => [...commandChecks(service), ...drillChecks(service), ...deadlineChecks(service)]), ...eventChecks()];
  const asked = checks.filter(({ needs }) => needs === undefined || needs !== without);
  /** @type {Violation[]} */
  const violations = [];
  for (const { fault, what, text } of asked) {
    const { rows } = await admin.query(text);
    if (rows.length > 0) violations.push({ fault, what, count: rows.length, ids: rows.slice(0, NAMED).map(({ id }) => String(id)) });
  }
  return { checks: asked.length, violations };
}

/**
 * How much there was to get wrong.
 * @param {import('pg').Pool} admin
 * @returns {Promise<Record<string, number>>}
 */
export async function totals(admin) {
  const { rows } = await admin.query(`
    SELECT (SELECT count(*) FROM faults.acknowledged)::integer AS commands, (SELECT count(*) FROM faults.event)::integer AS events,
      (${TARGETS.map((service) => `(SELECT count(*) FROM ${service}.inbox)`).join(' + ')})::integer AS consumed,
      (${COMMANDED.map((service) => `(SELECT count(*) FROM ${service}.deadline)`).join(' + ')})::integer AS deadlines,
      (${COMMANDED.map((service) => `(SELECT count(*) FROM ${service}.deadline WHERE state = 'fired')`).join(' + ')})::integer AS "deadlines fired",
      (${COMMANDED.map((service) => `(SELECT count(*) FROM ${service}.deadline WHERE tries > 0)`).join(' + ')})::integer AS "deadlines tried again",
      (${TARGETS.map((service) => `(SELECT count(*) FROM ${service}.outbox WHERE generation > 0)`).join(' + ')})::integer AS "events published again"`);
  return rows[0];
}
