/**
 * A programme year of 2,000 awards with 100,000 lines of investment: how long it takes to reckon and share it out, to put the
 * plan into effect, and to find what is used twice; and how much memory. `node tools/bench/subsidy-year.mjs [--short] [--json FILE]
 * [--rounds N]`, after a build.
 */
import { Logger } from '@nestjs/common';

import { AllocationPlanRepository } from '../../apps/subsidy/dist/allocation-plan/allocation-plan.repository.js';
import { AllocationPlanService } from '../../apps/subsidy/dist/allocation-plan/allocation-plan.service.js';
import { PlanCases } from '../../apps/subsidy/dist/allocation-plan/plan-cases.js';
import { PlanEffectService } from '../../apps/subsidy/dist/allocation-plan/plan-effect.service.js';
import { SimulationService } from '../../apps/subsidy/dist/allocation-plan/simulation.service.js';
import { AwardBasisRepository } from '../../apps/subsidy/dist/award/award-basis.repository.js';
import { AwardRepository } from '../../apps/subsidy/dist/award/award.repository.js';
import { BudgetRepository } from '../../apps/subsidy/dist/budget/budget.repository.js';
import { DuplicateRepository } from '../../apps/subsidy/dist/duplicate/duplicate.repository.js';
import { InstalmentRepository } from '../../apps/subsidy/dist/instalment/instalment.repository.js';
import { LedgerReadingRepository } from '../../apps/subsidy/dist/ledger/ledger-reading.repository.js';
import { LedgerRepository } from '../../apps/subsidy/dist/ledger/ledger.repository.js';
import { PolicyCatalogue } from '../../apps/subsidy/dist/policy/policy-catalogue.js';
import { PolicyRepository } from '../../apps/subsidy/dist/policy/policy.repository.js';
import { ProgrammeYearRepository } from '../../apps/subsidy/dist/programme-year/programme-year.repository.js';
import { CommandRunner } from '../../packages/service-kit/dist/commands/command-runner.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { Reader } from '../../packages/service-kit/dist/database/reader.js';
import { report } from '../stack/failure.mjs';
import { shown, table, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

const YEAR_ID = '01900000-0000-7000-8000-00000000000a';
const BUDGET_ID = '01900000-0000-7000-8000-00000000000b';
const LINES_OF_A_GROUP = 50;
const AIM_PLAN_MS = 10_000;
const AIM_DUPLICATES_MS = 5_000;
const AIM_MEMORY_MB = 512;

const YEAR = `
  INSERT INTO programme_year (id, tenant, programme, year, policy_version, terms, opens_on, closes_on, state, number, drafted_by, published_at)
  VALUES ($1, 'CN-22', 'jl-amc-subsidy-2024', 2026, '2024-12-05', '{"opensOn": "2025-05-06", "closesOn": "2025-07-31"}', '2025-05-06', '2025-07-31', 'published', 1, 'bench', now())`;
const GROUPS = `
  INSERT INTO project_group (id, tenant, year_id, programme, policy_version, cluster_id, cluster_name, cluster, cluster_level, level_closed, lead_credit_code, lead_name, region,
    prefecture, editors, state, content, content_number, updated_at)
  SELECT ('01900000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'CN-22', $1, 'jl-amc-subsidy-2024', '2024-12-05', gen_random_uuid(), '样例集群 ' || n, '{}', 'provincial', true,
    '91220101MA0000015G', '样例企业 ' || n, '220182', '220100', ARRAY['bench'], 'reserved', '{}', 1, now()
  FROM generate_series(1, $2::integer) n`;
const PROJECTS = `
  INSERT INTO project (group_id, id, tenant, position, name, type, region, starts_on, ends_on, participants)
  SELECT grp.id, gen_random_uuid(), 'CN-22', n, '项目 ' || n, (ARRAY['chain', 'renovation', 'joint-research'])[n], '220182', '2024-01-01', '2026-12-31', '{}'
  FROM project_group grp CROSS JOIN generate_series(1, 3) n`;
const LINES = `
  INSERT INTO investment_line (id, tenant, group_id, project_id, year_id, number, category, description, supplier_name, invoice_number, invoice_date, completed_on, planned_year,
    amount_fen, tax, condition, serials, region, evidence, eligibility, reasons, entered_by, entered_at, outcome, verified_fen, verified_by, verified_at)
  SELECT gen_random_uuid(), 'CN-22', grp.id, projects.ids[1 + n % 3], $1, n, (ARRAY['equipment', 'software', 'earlyRnd'])[1 + n % 3], '数控机床（样例）', '供应商 ' || n,
    lpad((n + hashtext(grp.id::text)::bigint % 1000000)::text, 20, '2'), '2025-03-20', CASE WHEN n % 4 > 0 THEN date '2025-03-31' END, CASE WHEN n % 4 = 0 THEN 2026 END,
    1000000 + n * 12345, 'excluded', 'new', '{}', '220182', '[]', 'eligible', '[]', 'bench', now(), 'accepted', 1000000 + n * 12345, 'other', now()
  FROM project_group grp CROSS JOIN LATERAL (SELECT array_agg(id ORDER BY position) AS ids FROM project WHERE group_id = grp.id) projects CROSS JOIN generate_series(1, $2::integer) n`;
// Every line has an invoice of its own but for one in a hundred, which somebody else used as well.
const KEYS = `
  INSERT INTO usage_key (tenant, kind, key, group_id, subject_id, project_id, year_id, standing)
  SELECT 'CN-22', 'invoice', CASE WHEN row_number() OVER (ORDER BY id) % 100 = 0 THEN 'shared ' || number ELSE id::text END, group_id, id, project_id, year_id, 'live' FROM investment_line`;
const AWARDS = `
  INSERT INTO award (id, tenant, programme, policy_version, year_id, group_id, region, lead_credit_code, lead_name, cluster_name, cluster_level, rate, rate_cap, eligible_fen,
    ceiling_fen, approved_fen, consecutive_years, state, prepared_by, decided_by, decided_on)
  SELECT ('01900000-0002-7000-8000-' || lpad(to_hex(row_number() OVER (ORDER BY grp.id)), 12, '0'))::uuid, 'CN-22', grp.programme, grp.policy_version, grp.year_id, grp.id,
    grp.region, grp.lead_credit_code, grp.lead_name, grp.cluster_name, 'provincial', 0.1, 0.1, total, floor(0.1 * total), floor(0.1 * total), 3, 'decided', 'a', 'b', '2025-09-01'
  FROM project_group grp CROSS JOIN LATERAL (SELECT sum(verified_fen) AS total FROM investment_line WHERE group_id = grp.id) lines`;
const BUDGET = `
  INSERT INTO budget (id, tenant, programme, policy_version, year_id, year, source, region, state, recorded_by)
  VALUES ($1, 'CN-22', 'jl-amc-subsidy-2024', '2024-12-05', $2, 2026, 'bench', '220000', 'approved', 'bench')`;
const CHANGE = `
  INSERT INTO budget_change (budget_id, number, tenant, kind, amount_fen, document, recorded_by, recorded_at, state, approval_document, approved_on, settled_by, settled_at)
  VALUES ($1, 1, 'CN-22', 'initial', $2, 'bench', 'a', now(), 'approved', 'bench', '2025-09-01', 'b', now())`;
const CLAIMS = `SELECT floor(sum(approved_fen) * 0.7)::text AS budget FROM award`;

/** @param {string} role @param {string} person */
const as = (role, person) => {
  const caller = /** @type {any} */ ({ person, tenant: 'CN-22', grants: [{ role, region: '220000' }], session: 's', issuedAt: 0, expiresAt: 0 });
  const key = `${role} ${person} ${performance.now()}`;
  const identity = /** @type {const} */ ({ kind: 'key', tenant: 'CN-22', operation: 'bench', key, payloadHash: Buffer.alloc(32) });
  return /** @type {any} */ ({ caller, context: 'bench', call: { caller, identity } });
};

/**
 * @template Answer
 * @param {Record<string, number>} took @param {string} name @param {() => Promise<Answer>} work
 */
async function timed(took, name, work) {
  const begun = performance.now();
  const answer = await work();
  took[name] = performance.now() - begun;
  return answer;
}

/** @param {import('typeorm').DataSource} source */
function servicesOn(source) {
  const reader = new Reader(source);
  const runner = new CommandRunner(source, { service: 'subsidy', lanes: 2, groupSize: 1 });
  const policies = new PolicyCatalogue(new PolicyRepository(reader), /** @type {any} */ (undefined));
  const plans = new AllocationPlanRepository(reader);
  const budgets = new BudgetRepository(reader);
  const bases = new AwardBasisRepository();
  const ledger = new LedgerRepository(reader);
  const cases = new PlanCases(plans, budgets, policies);
  // Audit is another process, and answers two hundred enterprises at a time.
  const gate = /** @type {any} */ ({ ask: async () => [] });
  return {
    runner, ledger, reader,
    simulations: new SimulationService(plans, bases, budgets, new ProgrammeYearRepository(reader), policies),
    plans: new AllocationPlanService(runner, plans, cases, budgets, gate),
    effects: new PlanEffectService(runner, plans, cases, budgets, ledger, new AwardRepository(reader), bases, new InstalmentRepository(reader)),
    duplicates: new DuplicateRepository(reader),
    verification: new LedgerReadingRepository(reader),
  };
}

/** @param {import('typeorm').DataSource} owner @param {number} groups */
async function fill(owner, groups) {
  await owner.query(YEAR, [YEAR_ID]);
  await owner.query(GROUPS, [YEAR_ID, groups]);
  await owner.query(PROJECTS);
  await owner.query(LINES, [YEAR_ID, LINES_OF_A_GROUP]);
  await owner.query(KEYS);
  await owner.query('VACUUM (ANALYZE) project_group, project, investment_line, usage_key');
}

async function main() {
  const options = readOptions('subsidy-year', { rounds: 1, warmUpMs: 0, measureMs: 0 });
  const groups = options.short ? 40 : 2_000;
  Logger.overrideLogger(['error', 'warn']);
  return onStage('the benchmark of a programme year', options, async (stage) => {
    const owner = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'subsidy', owner: true }), poolSize: 1, applicationName: 'bench-owner', pipeline: false });
    const source = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'subsidy' }), poolSize: 4, applicationName: 'bench' });
    const { runner, ledger, simulations, plans, effects, duplicates, verification } = servicesOn(source);
    await fill(owner, groups);
    const before = process.memoryUsage().rss;
    /** @type {Record<string, number>} */
    const took = {};
    const industry = as('province-industry', 'industry');
    const simulated = await timed(took, 'reckon every group from its lines, share out (simulation)', () => simulations.simulate(/** @type {any} */ ({ yearId: YEAR_ID, budget: '100000000.00', limit: 1 }), industry));
    await owner.query(AWARDS);
    await owner.query('VACUUM (ANALYZE) award');
    await owner.query(BUDGET, [BUDGET_ID, YEAR_ID]);
    const [{ budget }] = await owner.query(CLAIMS);
    await owner.query(CHANGE, [BUDGET_ID, budget]);
    await runner.run(as('province-finance', 'budget').call, async (transaction) => {
      transaction.record({ action: 'bench', objectType: 'budget', objectId: BUDGET_ID });
      await ledger.post(transaction.manager, {
        tenant: 'CN-22', bizKey: 'bench', kind: 'budget-approved', postedOn: '2025-09-01', postedAt: transaction.now, decisionId: 'bench', clause: 'SUB-12.a', person: 'bench',
        entries: [{ account: { kind: 'available', reference: BUDGET_ID }, amount: BigInt(budget) }, { account: { kind: 'appropriation', reference: BUDGET_ID }, amount: -BigInt(budget) }],
      });
    });
    const drafted = await timed(took, 'plan from the decided awards', () => plans.draft(/** @type {any} */ ({ budgetId: BUDGET_ID }), industry));
    let plan = drafted;
    for (const request of [as('province-industry', 'head'), as('province-finance', 'head-2')]) plan = await plans.sign({ id: plan.id, version: plan.version }, request);
    plan = await plans.submit({ id: plan.id, version: plan.version }, as('province-industry', 'submits'));
    plan = await plans.approve(/** @type {any} */ ({ id: plan.id, version: plan.version, document: 'bench', approvedOn: '2025-01-01' }), as('province-industry', 'approves'));
    const effective = await timed(took, 'effect: allot, post, plan instalments', () => effects.takeEffect({ id: plan.id, version: plan.version }, as('province-finance', 'effects')));
    const found = await timed(took, 'duplicates of the year', () => duplicates.scanYear('CN-22', YEAR_ID, 200));
    const verified = await timed(took, 'verification of the ledger from its rows', () => verification.verify());
    const memoryMb = process.resourceUsage().maxRSS / 1_024;
    const lines = groups * LINES_OF_A_GROUP;
    console.log(`\n${table([`${groups.toLocaleString('en-US')} awards, ${lines.toLocaleString('en-US')} lines`, 'ms'], Object.entries(took).map(([name, ms]) => [name, shown(ms)]))}`);
    const [simulation = 0, planning = 0] = Object.values(took);
    const duplicatesMs = took['duplicates of the year'] ?? Number.NaN;
    console.log(`plan, from the lines on: ${shown(simulation + planning)} ms (aim: under ${AIM_PLAN_MS}); duplicates: ${shown(duplicatesMs)} ms (aim: under ${AIM_DUPLICATES_MS})`);
    console.log(`memory: ${shown(memoryMb)} MB at most, ${shown(before / 1_048_576)} MB before (aim: under ${AIM_MEMORY_MB})`);
    const sound = verified.sound && effective.awards === groups && simulated.groups === groups && found.length > 0;
    console.log(`${effective.awards} awards allotted, ${found.length} keys used twice, the ledger is ${verified.sound ? 'sound' : 'not sound'}`);
    writeResult(options.json, { options, groups, lines, took, memoryMb, sound });
    await source.destroy();
    await owner.destroy();
    if (!sound) throw new Error('The year did not come out as it should');
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
