import { applicationContracts, Refusal, reviewContracts, type Permission } from '@jiqun/contracts';
import { installedPolicies, stepOf } from '@jiqun/policy-core';
import { installedRegions, permits, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';
import { rolesOf } from '../review/procedure.js';
import type { Application } from './application.entity.js';
import { applicationLifecycle, type ApplicationAction } from './application.lifecycle.js';

jest.setTimeout(120_000);

const EDITOR = 'county-industry-220182';
const policy = installedPolicies.find('jl-sme-2024@2024-03-15', '2024-03-15');
let bed: ApplicationBed;
let application: Application;
beforeAll(async () => {
  bed = await ApplicationBed.open();
  const call = await bed.publishedCall('jl-sme-2024');
  const { id } = await bed.submitted(call, bed.as('county-industry', '220182'));
  application = (await bed.applicationRows.find(id)) as Application;
});
afterAll(async () => {
  await bed.close();
});

/** Where an application can stand: every state, and under review every step of the procedure. */
const standings: readonly { readonly state: Application['state']; readonly step: string | null }[] = [
  { state: 'draft', step: null },
  ...policy.source.procedure.flatMap(({ phase, step }) => (phase === 'application' && step !== 'application' ? [{ state: 'under-review' as const, step }] : [])),
  { state: 'returned', step: 'prefecture-review' },
  { state: 'withdrawn', step: null },
  { state: 'rejected', step: null },
  { state: 'recognised', step: null },
];

const callers = (): Record<string, Request> => ({
  'who writes at it': bed.as('county-industry', '220182', EDITOR),
  'a colleague of theirs': bed.as('county-industry', '220182', 'colleague'),
  'the neighbouring county': bed.as('county-industry', '220183'),
  'its prefecture': bed.as('prefecture-industry', '220100'),
  'another prefecture': bed.as('prefecture-industry', '220200'),
  'the province': bed.as('province-industry', '220000'),
  'another province': bed.as('province-industry', '650000'),
  'an organisation': bed.as('promotion-organisation', '220182'),
  'an expert': bed.as('expert', '220000'),
  'an auditor': bed.as('auditor', '220000'),
});

interface Attempt {
  readonly permission: Permission;
  readonly run: (which: { id: string; version: number; step: string }, request: Request) => Promise<unknown>;
}

const attempts = (): Partial<Record<ApplicationAction, Attempt>> => {
  const { applications, submissions, reviews } = bed;
  return {
    'application.save': { permission: applicationContracts.save.permission, run: async ({ id, version }, request) => await applications.saveDraft({ id, version, content: application.content }, request) },
    'application.admit': { permission: applicationContracts.admit.permission, run: async ({ id, version }, request) => await applications.admit({ id, version, editor: 'other' }, request) },
    'application.submit': { permission: applicationContracts.submit.permission, run: async ({ id, version }, request) => await submissions.submit({ id, version }, request) },
    'application.withdraw': { permission: applicationContracts.withdraw.permission, run: async ({ id, version }, request) => await applications.withdraw({ id, version, reason: 'x' }, request) },
    'review.complete': { permission: reviewContracts.complete.permission, run: async (which, request) => await reviews.complete({ ...which, opinion: 'x', evidence: [] }, request) },
    'review.reject': { permission: reviewContracts.reject.permission, run: async (which, request) => await reviews.reject({ ...which, reason: 'x' }, request) },
    'review.return': { permission: reviewContracts.return.permission, run: async (which, request) => await reviews.return({ ...which, reasons: [{ text: 'x' }] }, request) },
    'review.record': { permission: reviewContracts.record.permission, run: async ({ id, version }, request) => await reviews.record({ id, version, kind: 'site-visit', on: '2025-05-06' as never, text: 'x', evidence: [] }, request) },
    'review.judge': { permission: reviewContracts.judge.permission, run: async ({ id, version }, request) => await reviews.judge({ id, version, clause: 'SME-6-3', outcome: 'met', reason: 'x' }, request) },
    'review.waive': { permission: reviewContracts.waive.permission, run: async ({ id, version }, request) => await reviews.waive({ id, version, clause: 'SME-6-1.b', reason: 'x' }, request) },
  };
};

/** What the tables say comes of an attempt; undefined where nothing in them forbids it. */
function forbidden(action: ApplicationAction, { permission }: Attempt, standing: (typeof standings)[number], { caller }: Request): string | undefined {
  if (!caller.grants.some(({ role }) => permission.roles.includes(role))) return 'NOT_PERMITTED';
  const isEditor = caller.person === EDITOR;
  const inside = caller.grants.some(({ role, region }) => applicationContracts.get.permission.roles.includes(role) && installedRegions().isWithin('220182', region));
  const isApplicants = action.startsWith('application.');
  if (isApplicants ? !isEditor : !isEditor && (!inside || standing.state === 'draft')) return 'NOT_FOUND';
  if (applicationLifecycle[standing.state][action] === undefined) return 'STATE_FORBIDS';
  if (isApplicants) return undefined;
  if (standing.step === null) return 'STATE_FORBIDS';
  const roles = action === 'review.waive' ? permission.roles : rolesOf(stepOf(policy, standing.step)).filter((role) => permission.roles.includes(role));
  const mayHere = caller.grants.some(({ role, region }) => roles.includes(role) && installedRegions().isWithin('220182', region));
  return mayHere ? undefined : caller.grants.some(({ role }) => roles.includes(role)) ? 'OUTSIDE_REGION' : 'NOT_PERMITTED';
}

/** Puts the application where it is to stand, as nobody but the tables' owner can. */
async function stand({ state, step }: (typeof standings)[number]): Promise<number> {
  const owner = await bed.asOwner();
  await owner.query('DELETE FROM application_step WHERE application_id = $1', [application.id]);
  await owner.query('DELETE FROM submission WHERE application_id = $1', [application.id]);
  if (state !== 'draft') {
    await owner.query(`INSERT INTO submission SELECT $1, 1, content::text, repeat('a', 64), id, now(), $2 FROM application WHERE id = $1`, [application.id, EDITOR]);
    await owner.query(`INSERT INTO application_step (application_id, number, step, entered_at) VALUES ($1, 1, coalesce($2, 'prefecture-review'), now())`, [application.id, step]);
  }
  const [rows] = await owner.query<[{ version: number }[]]>(
    `UPDATE application SET state = $2, step = $3, editors = ARRAY[$4], content_number = CASE WHEN $2 = 'draft' THEN 0 ELSE 1 END,
       version = version + 1 WHERE id = $1 RETURNING version`,
    [application.id, state, step, EDITOR],
  );
  return rows[0]?.version ?? 0;
}

const DECIDED_BY_TABLES = new Set(['NOT_PERMITTED', 'NOT_FOUND', 'STATE_FORBIDS', 'OUTSIDE_REGION', 'OTHER_TENANT']);

describe('every action, in every state, by everybody', () => {
  it.each(standings.map((standing) => [`${standing.state}${standing.step === null ? '' : ` at ${standing.step}`}`, standing] as const))('ends as the tables say: %s', async (_name, standing) => {
    const differences: string[] = [];
    let tried = 0;
    for (const [action, attempt] of Object.entries(attempts()) as [ApplicationAction, Attempt][]) {
      for (const [who, request] of Object.entries(callers())) {
        const version = await stand(standing);
        const code = await outcomeOf(async () => {
          permits(attempt.permission, request.caller);
          await attempt.run({ id: application.id, version, step: standing.step ?? '-' }, request);
        });
        const expected = forbidden(action, attempt, standing, request);
        const decided = DECIDED_BY_TABLES.has(code) ? code : undefined;
        tried += 1;
        if (decided !== expected) differences.push(`${action} by ${who}: ${code}, not ${expected ?? 'allowed'}`);
      }
    }
    expect(differences).toEqual([]);
    expect(tried).toBe(100);
  });
});

async function outcomeOf(run: () => Promise<void>): Promise<string> {
  try {
    await run();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
