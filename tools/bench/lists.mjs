/**
 * Pages of applications out of 1,000, 10,000 and 100,000: what a filtered page costs, and whether it costs more when there
 * is more. `node tools/bench/lists.mjs [--short] [--json FILE] [--rounds N]`, after a build.
 */
import { Logger } from '@nestjs/common';

import { ApplicationService } from '../../apps/evaluation/dist/application/application.service.js';
import { ApplicationRepository } from '../../apps/evaluation/dist/application/application.repository.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { Reader } from '../../packages/service-kit/dist/database/reader.js';
import { allRegions } from '../../packages/service-kit/dist/regions/installed-regions.js';
import { report } from '../stack/failure.mjs';
import { shown, table, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

/** @typedef {import('typeorm').DataSource} DataSource */
/** @typedef {{ p50: number, p95: number }} Page */
/** @typedef {{ question: string, pages: Record<string, Page> }} Row */

const CALLS = 20;
const PAGE = 50;
/** Rows of one statement: each has its bound. */
const CHUNK = 5_000;
const AIM_P95_MS = 50;

const CALL = `
  INSERT INTO call (id, tenant, programme, policy_version, terms, opens_on, closes_on, state, published_at, drafted_by)
  SELECT gen_random_uuid(), 'CN-22', 'jl-sme-2024', '2024-03-15', '{}', '2025-01-01', '2025-12-31', 'published', now(), 'bench' FROM generate_series(1, $1::integer)`;
// Ids rise with time, as the service's do; what is stated is as long as a real application's.
const APPLICATIONS = `
  INSERT INTO application (id, tenant, call_id, programme, policy_version, cluster_id, cluster, region, prefecture, applicant_role, seers, editors, state, step, content,
    content_number, updated_at)
  SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'CN-22', calls.ids[1 + n % cardinality(calls.ids)], 'jl-sme-2024', '2024-03-15', gen_random_uuid(),
    jsonb_build_object('id', gen_random_uuid(), 'name', '样例集群 ' || n, 'regions', jsonb_build_array(codes.all[1 + n % cardinality(codes.all)]), 'region', codes.all[1 + n % cardinality(codes.all)], 'askedAt', '2025-05-06'),
    codes.all[1 + n % cardinality(codes.all)], '220100', 'county-industry', ARRAY['county-industry', 'prefecture-industry', 'province-industry', 'auditor'], ARRAY['person-' || (n % 2000)],
    (ARRAY['under-review', 'under-review', 'recognised', 'rejected', 'withdrawn'])[1 + n % 5], CASE WHEN n % 5 < 2 THEN (ARRAY['prefecture-review', 're-review', 'list'])[1 + n % 3] END,
    jsonb_build_object('facts', (SELECT jsonb_agg(jsonb_build_object('name', 'fact' || f, 'value', f * n, 'source', repeat('统计年鉴', 10))) FROM generate_series(1, 25) f)), 1, now()
  FROM generate_series($1::integer + 1, $2::integer) n, (SELECT array_agg(id ORDER BY id) AS ids FROM call) calls, (SELECT $3::text[] AS all) codes`;

/** @param {string} role @param {string} region @param {string} person */
const as = (role, region, person) => ({ caller: /** @type {any} */ ({ person, tenant: 'CN-22', grants: [{ role, region }], session: 's', issuedAt: 0, expiresAt: 0 }) });

/** @param {readonly number[]} values @returns {Page} */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** The questions that officials and applicants ask all day. @param {string} callId */
const questions = (callId) => ({
  'province: the newest': [as('province-industry', '220000', 'p'), {}],
  'province: at a step of a call': [as('province-industry', '220000', 'p'), { callId, step: 're-review', state: 'under-review' }],
  'province: one prefecture, recognised': [as('province-industry', '220000', 'p'), { region: '220100', state: 'recognised' }],
  'prefecture: the newest': [as('prefecture-industry', '220100', 'q'), {}],
  'prefecture: under review': [as('prefecture-industry', '220100', 'q'), { state: 'under-review' }],
  'county: the newest': [as('county-industry', '220182', 'c'), {}],
  'organisation: its own': [as('promotion-organisation', '220100', 'person-7'), {}],
});

/**
 * Pages from the beginning and from within: five pages deep each time.
 * @param {ApplicationService} service @param {[any, any]} question @param {number} times @returns {Promise<Page>}
 */
async function measure(service, [request, filter], times) {
  /** @type {number[]} */
  const values = [];
  for (let time = 0; time < times; time += 1) {
    /** @type {string | undefined} */
    let cursor;
    for (let page = 0; page < 5; page += 1) {
      const begun = performance.now();
      const answer = await service.list({ limit: PAGE, ...filter, ...(cursor === undefined ? {} : { cursor }) }, request);
      values.push(performance.now() - begun);
      cursor = answer.next;
      if (cursor === undefined) break;
    }
  }
  return spread(values);
}

async function main() {
  const options = readOptions('lists', { rounds: 40, warmUpMs: 0, measureMs: 0 });
  const sizes = options.short ? [200, 2_000] : [1_000, 10_000, 100_000];
  const times = options.short ? 3 : options.rounds;
  Logger.overrideLogger(['error', 'warn']);
  return onStage('the benchmark of lists', options, async (stage) => {
    const owner = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'evaluation', owner: true }), poolSize: 1, applicationName: 'bench-owner' });
    const source = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'evaluation' }), poolSize: 4, applicationName: 'bench' });
    // A list asks its repository alone.
    const nothing = /** @type {any} */ (undefined);
    const service = new ApplicationService(nothing, new ApplicationRepository(new Reader(source)), nothing, nothing, nothing, nothing);
    const codes = allRegions().filter(({ code, level }) => code.startsWith('22') && level === 'county').map(({ code }) => code);
    await owner.query(CALL, [CALLS]);
    const [{ id: callId }] = await owner.query('SELECT id FROM call ORDER BY id LIMIT 1');
    /** @type {Row[]} */
    const rows = Object.keys(questions(callId)).map((question) => ({ question, pages: {} }));
    let filled = 0;
    for (const size of sizes) {
      for (; filled < size; filled = Math.min(size, filled + CHUNK)) await owner.query(APPLICATIONS, [filled, Math.min(size, filled + CHUNK), codes]);
      await owner.query('VACUUM (ANALYZE) application');
      for (const row of rows) {
        const question = /** @type {[any, any]} */ (/** @type {Record<string, unknown>} */ (questions(callId))[row.question]);
        await measure(service, question, 2);
        row.pages[size] = await measure(service, question, times);
      }
    }
    const head = ['page of 50, ms p50 (p95)', ...sizes.map((size) => size.toLocaleString('en-US')), 'largest : smallest'];
    const [smallest = 0] = sizes;
    const largest = sizes.at(-1) ?? 0;
    console.log(`\n${table(head, rows.map(({ question, pages }) => [
      question,
      ...sizes.map((size) => `${shown(pages[size]?.p50 ?? 0)} (${shown(pages[size]?.p95 ?? 0)})`),
      shown((pages[largest]?.p50 ?? 0) / (pages[smallest]?.p50 ?? 1)),
    ]))}`);
    const worst = Math.max(...rows.map(({ pages }) => pages[largest]?.p95 ?? Number.NaN));
    console.log(`worst p95 at ${largest.toLocaleString('en-US')}: ${shown(worst)} ms (aim: under ${AIM_P95_MS})`);
    writeResult(options.json, { options, sizes, rows });
    await source.destroy();
    await owner.destroy();
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
