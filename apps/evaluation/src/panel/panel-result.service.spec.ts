import { panelContracts, panelDrawContracts, panelScoreContracts, panelStates, reviewContracts, type Application, type Call, type Expert, type Panel } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { casts, PanelBed } from '../../test/panel-bed.js';
import { verifyDraw, type DrawEvidence } from './draw.js';
import { panelLifecycle } from './panel.lifecycle.js';

jest.setTimeout(120_000);

let bed: PanelBed;
let call: Call;
beforeAll(async () => {
  bed = await PanelBed.open();
  call = await bed.call();
});
afterAll(async () => {
  await bed.close();
});

const province = () => bed.organiser();
const auditor = () => bed.bed.as('auditor', '220000');
const which = ({ id, version }: Panel) => ({ id, version });
const items = (output: string, innovation = output) => [{ id: 'output', score: output }, { id: 'innovation', score: innovation }];
const atExperts = async (count: number, under = call): Promise<Application[]> => {
  const applications: Application[] = [];
  for (let at = 0; at < count; at += 1) applications.push(await bed.atExperts(under));
  return applications;
};
const numberOf = async (panel: Panel, { id }: Application): Promise<number> =>
  (await bed.panels.listApplications({ id: panel.id }, auditor())).items.find(({ applicationId }) => applicationId === id)?.number ?? 0;
const ranks = async (panel: Panel, request = auditor()) => (await bed.results.list({ id: panel.id }, request)).items.map(({ number, rank, mean, isTied }) => [number, rank, mean.shown, isTied]);

describe('a scoresheet', () => {
  it('AMC-7-2: is written and rewritten by its author until it is submitted, and then never changed', async () => {
    const { panel, members } = await bed.scoring(call, await atExperts(1));
    const own = bed.expert(members[0] as Expert);
    const sheet = { id: panel.id, number: 1 };
    const first = await bed.sheets.write({ ...sheet, items: items('80').slice(0, 1) }, bed.bed.again(own));
    expect(first).toMatchObject({ state: 'draft', version: 1 });
    await expect(bed.sheets.submit({ ...sheet, version: 1 }, bed.bed.again(own))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'items.innovation' }] });
    await bed.sheets.write({ ...sheet, version: 1, items: items('80.5', '90'), comment: 'solid' }, bed.bed.again(own));
    await expect(bed.sheets.submit({ ...sheet, version: 1 }, bed.bed.again(own))).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } });
    await expect(bed.sheets.submit({ ...sheet, version: 2 }, bed.bed.again(own))).resolves.toMatchObject({ state: 'sealed', version: 3, comment: 'solid' });
    await expect(bed.sheets.write({ ...sheet, version: 3, items: items('99') }, bed.bed.again(own))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'sealed' } });
    await expect(bed.sheets.submit({ ...sheet, version: 3 }, bed.bed.again(own))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'sealed' } });
    const owner = await bed.bed.asOwner();
    await expect(owner.query(`UPDATE scoresheet SET items = '[]' WHERE panel_id = $1`, [panel.id])).rejects.toThrow(/not changed/);
    await expect(bed.bed.source.query(`DELETE FROM scoresheet`)).rejects.toThrow(/permission denied/);
  });

  it.each([['100.01', 'above the maximum'], ['1.234', 'more than two digits'], ['-1', 'negative']])('AMC-7-2: with a score of %s, %s, is refused', async (score) => {
    const { panel, members } = await bed.scoring(call, await atExperts(1));
    await expect(bed.sheets.write({ id: panel.id, number: 1, items: items(score, '1') }, bed.expert(members[0] as Expert))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'items.output' }] });
    const request = { id: panel.id, number: 1, items: items(score, '1') };
    expect(panelScoreContracts.writeScoresheet.request.safeParse(request).success).toBe(score === '100.01');
  });

  it('AMC-7-2: written twice at once keeps the first, and the other one is told', async () => {
    const { panel, members } = await bed.scoring(call, await atExperts(1));
    const write = async (score: string) => await bed.sheets.write({ id: panel.id, number: 1, items: items(score) }, bed.expert(members[0] as Expert));
    const outcomes = await Promise.allSettled([write('1'), write('2')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    const winner = outcomes.find((outcome) => outcome.status === 'fulfilled');
    expect((await bed.sheets.listOwn({ id: panel.id }, bed.expert(members[0] as Expert))).items).toEqual([winner?.value]);
  });

  it('AMC-7-2: is a member\'s to write: not a reserve\'s, not an operator\'s, not another expert\'s', async () => {
    const { panel, members, reserves } = await bed.scoring(call, await atExperts(1));
    const stranger = (await bed.pool(1, 'elsewhere'))[0] as Expert;
    for (const other of [bed.expert(reserves[0] as Expert), bed.expert(stranger), bed.expert({ person: 'nobody' }), province()]) {
      await expect(bed.sheets.write({ id: panel.id, number: 1, items: items('1') }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(bed.panels.get(panel.id, bed.expert(stranger))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.panels.list({}, bed.expert(stranger))).items).toEqual([]);
    expect((await bed.panels.list({}, bed.expert(reserves[0] as Expert))).items).toEqual([]);
    expect((await bed.panels.list({ callId: call.id, state: 'scoring' }, bed.expert(members[0] as Expert))).items.map(({ id }) => id)).toEqual([panel.id]);
    expect(panelScoreContracts.writeScoresheet.permission.roles).toEqual(['expert']);
  });

  it('AMC-7-2: is seen by nobody but its author until every member has submitted every sheet, and then all are', async () => {
    const { panel, members } = await bed.scoring(call, await atExperts(2));
    for (const member of members) await bed.submit(panel.id, member, 1, '70.37');
    for (const member of members.slice(1)) await bed.submit(panel.id, member, 2, '70.37');
    for (const request of [province(), auditor()]) {
      await expect(bed.sheets.list({ id: panel.id }, request)).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'scoring' } });
      await expect(bed.results.list({ id: panel.id }, request)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    }
    await expect(bed.sheets.list({ id: panel.id }, bed.bed.as('auditor', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.sheets.listOwn({ id: panel.id }, bed.expert(members[1] as Expert))).items).toHaveLength(2);
    expect(JSON.stringify(await bed.panels.get(panel.id, province()))).not.toContain('70.37');
    await bed.submit(panel.id, members[0] as Expert, 2, '70.37');
    const first = await bed.sheets.list({ id: panel.id, limit: 7 }, province());
    const rest = await bed.sheets.list({ id: panel.id, limit: 7, cursor: first.next as string }, auditor());
    expect([...first.items, ...rest.items].map(({ number, state }) => `${number} ${state}`)).toEqual([...Array<string>(5).fill('1 sealed'), ...Array<string>(5).fill('2 sealed')]);
    expect(panelScoreContracts.listScoresheets.permission.roles).not.toContain('expert');
    expect(await ranks(panel, bed.expert(members[0] as Expert))).toEqual(await ranks(panel));
  });
});

it('AMC-7-2: the last sheets submitted by two at once open the panel, once', async () => {
  const { panel, members } = await bed.scoring(call, await atExperts(1));
  for (const member of members.slice(2)) await bed.submit(panel.id, member, 1, '70');
  await Promise.all(members.slice(0, 2).map(async (member) => await bed.submit(panel.id, member, 1, '70')));
  expect(await bed.panels.get(panel.id, province())).toMatchObject({ state: 'sealed-complete', version: panel.version + 1 });
});

describe('a blind panel', () => {
  it('AMC-7-2: shows its experts numbers in place of names, wherever they look, and its organiser everything', async () => {
    const blind = await bed.call({ isBlind: true });
    const [application] = await atExperts(1, blind);
    const { panel, members } = await bed.scoring(blind, [application as Application]);
    const own = bed.expert(members[0] as Expert);
    const name = application?.cluster.name ?? '';
    await bed.submitAll(panel, members, () => '50');
    const seen = [
      await bed.panels.get(panel.id, own), await bed.panels.list({}, own), await bed.panels.listApplications({ id: panel.id }, own),
      await bed.materials.list({ id: panel.id, number: 1 }, own), await bed.sheets.listOwn({ id: panel.id }, own), await bed.results.list({ id: panel.id }, own),
    ];
    expect(name).toContain('长春市');
    for (const hidden of [name, '长春', application?.id ?? '', application?.cluster.id ?? '']) expect(JSON.stringify(seen)).not.toContain(hidden);
    expect((await bed.materials.list({ id: panel.id, number: 1 }, own)).items.length).toBeGreaterThan(3);
    expect((await bed.panels.listApplications({ id: panel.id }, province())).items).toEqual([{ number: 1, applicationId: application?.id, clusterName: name }]);
  });

  it('AMC-7-2: another shows names to its members, page by page, and nothing to others', async () => {
    const [application] = await atExperts(1);
    const { panel, members, reserves } = await bed.scoring(call, [application as Application]);
    const own = bed.expert(members[0] as Expert);
    const first = await bed.materials.list({ id: panel.id, number: 1, limit: 2 }, own);
    expect(first.items[0]).toEqual({ kind: 'cluster', name: 'name', text: application?.cluster.name });
    const second = await bed.materials.list({ id: panel.id, number: 1, limit: 2, cursor: first.next as string }, own);
    expect(second.items).not.toEqual(first.items);
    await expect(bed.materials.list({ id: panel.id, number: 2 }, own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.materials.list({ id: panel.id, number: 1 }, bed.expert(reserves[0] as Expert))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the result', () => {
  it('AMC-5.b, AMC-7-2: is the exact ranking by weighted means; closing completes the step and gives each application score and rank', async () => {
    const applications = await atExperts(3);
    const { panel, members } = await bed.scoring(call, applications);
    const scores = ['71.11', '90', '71.12'];
    const order = new Map(await Promise.all(applications.map(async (application, at) => [await numberOf(panel, application), at] as const)));
    const complete = await bed.submitAll(panel, members, (number) => scores[order.get(number) ?? 0] ?? '');
    expect(complete.state).toBe('sealed-complete');
    const closed = await bed.results.close({ ...which(complete), opinion: '专家评审完成' }, province());
    expect(closed.state).toBe('closed');
    const moved = await Promise.all(applications.map(async ({ id }) => await bed.bed.applications.get(id, province())));
    expect(moved.map(({ rank, step }) => [rank, step])).toEqual([[3, 'shortlist'], [1, 'shortlist'], [2, 'shortlist']]);
    expect((await ranks(panel)).map(([, rank, mean]) => [rank, mean])).toEqual([[1, '90.0000'], [2, '71.1200'], [3, '71.1100']]);
    const entries = await bed.bed.reviewRows.entries(applications[0]?.id ?? '');
    expect(entries.at(-1)).toMatchObject({
      step: 'expert-review', kind: 'completed', clause: 'AMC-7-2', detail: { panelId: panel.id, rank: 3, score: { numerator: '7111', denominator: '100', shown: '71.1100' } },
    });
    expect((await bed.bed.events(panelScoreContracts.closed)).find(({ panelId }) => panelId === panel.id)?.results).toHaveLength(3);
    const evidence = await bed.draws.getDraw({ id: panel.id });
    expect(verifyDraw({ ...evidence, ...evidence.revealed } as unknown as DrawEvidence)).toEqual([]);
    await expect(bed.results.close({ ...which(closed), opinion: 'again' }, province())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect(reviewContracts.complete.permission.roles).not.toContain('expert');
  });

  it('AMC-7-2: leaves out the highest and the lowest where the call says so', async () => {
    const dropping = await bed.call({ dropsExtremes: true });
    const { panel, members } = await bed.scoring(dropping, await atExperts(1, dropping));
    await bed.submitAll(panel, members, (_, member) => ['0', '60', '70', '80', '100'][member] ?? '');
    expect(await ranks(panel)).toEqual([[1, 1, '70.0000', false]]);
  });

  it('AMC-7-2: does not count what a recused expert gave', async () => {
    const { panel, members, reserves } = await bed.scoring(call, await atExperts(1));
    await bed.submit(panel.id, members[0] as Expert, 1, '0');
    await bed.recusals.recuse({ id: panel.id, expertId: members[0]?.id as never, reason: 'Shareholder' }, province());
    for (const member of [...members.slice(1), reserves[0] as Expert]) await bed.submit(panel.id, member, 1, '80');
    expect(await ranks(panel)).toEqual([[1, 1, '80.0000', false]]);
    expect((await bed.sheets.list({ id: panel.id }, province())).items.filter(({ isPutAside }) => isPutAside).map(({ code }) => code)).toEqual([members[0]?.code]);
  });

  it('AMC-5.b: equals share a rank until the operator puts them in order with a reason; across the limit that must be done', async () => {
    const limited = await bed.call({ shortlistLimit: 2 });
    const applications = await atExperts(4, limited);
    const { panel, members } = await bed.scoring(limited, applications);
    const complete = await bed.submitAll(panel, members, (number) => (number === 4 ? '90' : '80'));
    expect(await ranks(panel)).toEqual([[4, 1, '90.0000', false], [1, 2, '80.0000', true], [2, 2, '80.0000', true], [3, 2, '80.0000', true]]);
    await expect(bed.results.close({ ...which(complete), opinion: 'o' }, province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2', params: { what: expect.stringMatching(/^tie/) } });
    for (const order of [[1, 2], [1, 2, 4], [4, 1], [1, 2, 2]]) {
      await expect(bed.results.breakTie({ ...which(complete), order, reason: 'r' }, province())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
    await expect(bed.results.breakTie({ ...which(complete), order: [3, 1, 2], reason: 'r' }, bed.bed.as('province-development-commission', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const ordered = await bed.results.breakTie({ ...which(complete), order: [3, 1, 2], reason: 'Higher growth' }, province());
    expect((await ranks(panel)).map(([number, rank]) => [number, rank])).toEqual([[4, 1], [3, 2], [1, 3], [2, 4]]);
    expect((await bed.results.list({ id: panel.id }, auditor())).items.map(({ tieReason }) => tieReason)).toEqual([undefined, 'Higher growth', 'Higher growth', 'Higher growth']);
    await expect(bed.results.breakTie({ ...which(ordered), order: [1, 2, 3], reason: 'r' }, province())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(bed.results.close({ ...which(ordered), opinion: 'o' }, province())).resolves.toMatchObject({ state: 'closed' });
  });

  it('AMC-5.b: is one ranking of the call, also over several panels', async () => {
    const shared = await bed.call();
    const [a, b, c] = await atExperts(3, shared) as [Application, Application, Application];
    const first = await bed.scoring(shared, [a, b]);
    const numberA = await numberOf(first.panel, a);
    const one = await bed.submitAll(first.panel, first.members, (number) => (number === numberA ? '90' : '60'));
    await bed.results.close({ ...which(one), opinion: 'o' }, province());
    const second = await bed.scoring(shared, [c]);
    const two = await bed.submitAll(second.panel, second.members, () => '75');
    await bed.results.close({ ...which(two), opinion: 'o' }, province());
    const found = await Promise.all([a, b, c].map(async ({ id }) => (await bed.bed.applications.get(id, province())).rank));
    expect(found).toEqual([1, 3, 2]);
  });

  it('AMC-7-2: does not wait for an application that was withdrawn meanwhile', async () => {
    const [kept, gone] = await atExperts(2) as [Application, Application];
    const { panel, members } = await bed.scoring(call, [kept, gone]);
    const number = await numberOf(panel, kept);
    for (const member of members.slice(1)) await bed.submit(panel.id, member, number, '80');
    await expect(bed.results.complete(which(panel), province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'scoresheets' } });
    await bed.submit(panel.id, members[0] as Expert, number, '80');
    expect((await bed.panels.get(panel.id, province())).state).toBe('scoring');
    await bed.bed.applications.withdraw({ id: gone.id, version: gone.version, reason: 'r' }, bed.bed.as('promotion-organisation', '220100'));
    const complete = await bed.results.complete(which(panel), province());
    expect(await ranks(panel)).toEqual([[number, 1, '80.0000', false]]);
    await expect(bed.results.close({ ...which(complete), opinion: 'o' }, province())).resolves.toMatchObject({ state: 'closed' });
    expect(await bed.bed.applications.get(gone.id, bed.bed.as('promotion-organisation', '220100'))).toMatchObject({ state: 'withdrawn' });
  });

  it('AMC-7-2: closed by two at once is closed once', async () => {
    const { panel, members } = await bed.scoring(call, await atExperts(1));
    const complete = await bed.submitAll(panel, members, () => '80');
    const close = async () => await bed.results.close({ ...which(complete), opinion: 'o' }, province());
    const outcomes = await Promise.allSettled([close(), close()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(bed.panels.cancel({ id: panel.id, version: complete.version, reason: 'late' }, province())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('XJ-7-2: goes to the shortlist in Xinjiang as well', async () => {
    const cast = casts['xj-amc'];
    const xinjiang = await bed.call({}, cast);
    const application = await bed.atExperts(xinjiang, {}, cast);
    const { panel, members } = await bed.scoring(xinjiang, [application], {}, cast);
    const complete = await bed.submitAll(panel, members, () => '66.6', cast);
    await bed.results.close({ ...which(complete), opinion: 'o' }, bed.organiser(cast));
    await expect(bed.bed.applications.get(application.id, bed.organiser(cast))).resolves.toMatchObject({ step: 'shortlist', rank: 1 });
  });
});

describe('the contracts of panels', () => {
  const contracts = Object.values({ ...panelContracts, ...panelDrawContracts, ...panelScoreContracts }).filter((contract) => contract.kind === 'command');

  it.each(contracts.filter(({ verb }) => verb !== 'prepare').map((contract) => [contract.permission.action, contract] as const))('%s is possible in the states of the lifecycle, no other', (action, { permission }) => {
    const possible = panelStates.filter((state) => Object.hasOwn(panelLifecycle[state], action));
    expect([...(permission.states ?? [])].toSorted()).toEqual(possible.toSorted());
    expect(possible.length).toBeGreaterThan(0);
  });

  it('know every action of the lifecycle but the one that a recusal brings about', () => {
    const known = new Set(contracts.map(({ permission }) => permission.action));
    const actions = new Set(Object.values(panelLifecycle).flatMap((arrows) => Object.keys(arrows)));
    expect([...actions].filter((action) => !known.has(action))).toEqual(['panel.run-short']);
  });
});

it('SEI-3-2: in the 2020 programme the commission runs the experts, and the best may then enter the list, without a notice', async () => {
  const cast = casts['jl-sei-2020'];
  const then = await PanelBed.open('2020-05-06');
  try {
    const listing = await then.call({ opensOn: '2020-05-06' as never, closesOn: '2020-05-15' as never }, cast);
    const application = await then.atExperts(listing, {}, cast);
    await expect(then.prepare(listing)).rejects.toMatchObject({ code: 'NOT_PERMITTED', params: { action: 'panel.prepare' } });
    const { panel, members } = await then.scoring(listing, [application], {}, cast);
    const complete = await then.submitAll(panel, members, () => '66.6', cast);
    await expect(then.results.close({ ...which(complete), opinion: 'o' }, then.organiser())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await then.results.close({ ...which(complete), opinion: 'o' }, then.organiser(cast));
    await expect(then.bed.applications.get(application.id, then.organiser(cast))).resolves.toMatchObject({ step: 'listing', rank: 1 });
  } finally {
    await then.close();
  }
});
