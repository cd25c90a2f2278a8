import { panelContracts, panelDrawContracts, type Application, type Call, type Panel, type PanelDraw } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { casts, PanelBed } from '../../test/panel-bed.js';
import { sha256, verifyDraw, type DrawEvidence } from './draw.js';

jest.setTimeout(120_000);

const APPLICANT = '91220101MA0000007M';
const MEMBER = '91220101MA0000015G';

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
const which = ({ id, version }: Panel) => ({ id, version });

/** A panel over one application of its own, with candidates of a field of its own. */
async function prepared(candidates = 9, changes: object = {}, application?: Application): Promise<Panel> {
  const field = `field ${bed.asked.length} ${Math.random()}`;
  await bed.pool(candidates, field);
  const { id } = application ?? (await bed.atExperts(call));
  return await bed.prepare(call, { field, applications: [id], ...changes });
}

const evidenceOf = ({ revealed, publicValue, resultHash, ...rest }: PanelDraw): DrawEvidence =>
  ({ ...rest, ...revealed, resultHash: resultHash ?? '', ...(publicValue === undefined ? {} : { publicValue }) }) as unknown as DrawEvidence;

describe('a panel', () => {
  it.each([[4], [6], [3], [1]])('AMC-7-2, XJ-7-2, SEI-3-2: is odd and at least five: %d is refused before the database, and by the database', async (size) => {
    const application = await bed.atExperts(call);
    const attempt = bed.prepare(call, { applications: [application.id], size });
    const request = { callId: call.id, step: 'expert-review', size, reserves: 0 };
    expect(panelContracts.prepare.request.safeParse(request).success).toBe(size >= 5);
    await expect(attempt).rejects.toThrow(size % 2 === 0 ? /INVALID_REQUEST/ : /panel_size_odd_at_least_five/);
    const owner = await bed.bed.asOwner();
    const panel = await prepared();
    await expect(owner.query('UPDATE panel SET size = $2 WHERE id = $1', [panel.id, size])).rejects.toThrow(/panel_size_odd_at_least_five/);
  });

  it('AMC-7-2: covers the applications at the step, each on one live panel; a given-up one lets them go', async () => {
    const application = await bed.atExperts(call);
    const panel = await prepared(9, {}, application);
    expect(panel).toMatchObject({ state: 'prepared', applications: 1, version: 1 });
    await expect(bed.prepare(call, { applications: [application.id] })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await bed.panels.cancel({ ...which(panel), reason: 'Wrong field' }, province());
    await expect(bed.prepare(call, { applications: [application.id] })).resolves.toMatchObject({ state: 'prepared' });
  });

  it('AMC-7-2: is for applications that passed the re-review, not for others, and not without a scoresheet', async () => {
    const early = await bed.bed.submitted(call, bed.bed.as('promotion-organisation', '220100'), bed.bed.cluster({ region: '220100', regions: ['220100'] }));
    await expect(bed.prepare(call, { applications: [early.id] })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'applications' }] });
    await expect(bed.prepare(call, { step: 're-review' })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'step' }] });
    const empty = await bed.call();
    await expect(bed.prepare(empty)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2', params: { what: 'applications' } });
    const bare = await bed.bed.publishedCall('jl-amc-2024');
    await expect(bed.prepare(bare)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2', params: { what: 'scoresheet' } });
  });

  it('SEI-3-2, AMC-7-2: is run by who takes the step behind it, not by another department, and not by the other province', async () => {
    const panel = await prepared();
    const commission = bed.bed.as('province-development-commission', '220000');
    await expect(bed.draws.commit(which(panel), commission)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.draws.commit(which(panel), bed.bed.as('province-industry', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.panels.get(panel.id, bed.bed.as('auditor', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await bed.panels.list({}, bed.bed.as('auditor', '220000'));
    expect(items.map(({ id }) => id)).toContain(panel.id);
    expect((await bed.panels.list({}, bed.bed.as('auditor', '650000'))).items).toEqual([]);
  });
});

describe('the draw', () => {
  it('AMC-7-2: is promised by hashes first, done later, and open to everybody in the end: an outsider gets the same members', async () => {
    const panel = await prepared(12);
    await expect(bed.draws.getDraw({ id: panel.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const committed = await bed.draws.commit(which(panel), province());
    const promised = await bed.draws.getDraw({ id: panel.id });
    expect(promised).toMatchObject({ state: 'committed', seats: 5, reserves: 2, seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), candidatesHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    for (const later of ['revealed', 'resultHash', 'drawnAt']) expect(promised).not.toHaveProperty(later);
    const drawn = await bed.draws.draw({ ...which(committed), publicValue: '沪深300 3287.50' }, province());
    const midway = await bed.draws.getDraw({ id: panel.id });
    expect(midway).toMatchObject({ seedHash: promised.seedHash, candidatesHash: promised.candidatesHash, publicValue: '沪深300 3287.50', resultHash: expect.any(String) });
    expect(midway).not.toHaveProperty('revealed');
    await bed.panels.cancel({ ...which(drawn), reason: 'To see the seed' }, province());
    const open = await bed.draws.getDraw({ id: panel.id });
    expect(panelDrawContracts.getDraw.answer.parse(open)).toEqual(open);
    expect(open.cancelledReason).toBe('To see the seed');
    expect(sha256(Buffer.from(open.revealed?.seed ?? '', 'hex'))).toBe(promised.seedHash);
    expect(verifyDraw(evidenceOf(open))).toEqual([]);
    expect(drawn.members?.filter(({ seat }) => seat === 'member').map(({ code }) => code)).toEqual(open.revealed?.members);
    expect(verifyDraw({ ...evidenceOf(open), publicValue: 'another' })).toContain('members');
  });

  it('AMC-7-2: leaves nothing to choose: one commitment a round, none after the draw, and the reason of a given-up panel stays public', async () => {
    const application = await bed.atExperts(call);
    const panel = await prepared(9, {}, application);
    const committed = await bed.draws.commit(which(panel), province());
    await expect(bed.draws.commit(which(committed), province())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'committed' } });
    const drawn = await bed.draws.draw(which(committed), province());
    await expect(bed.draws.draw(which(drawn), province())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'drawn' } });
    await bed.panels.cancel({ ...which(drawn), reason: 'I did not like it' }, province());
    const again = await bed.draws.commit(which(await prepared(9, {}, application)), province());
    expect((await bed.draws.getDraw({ id: again.id })).givenUp).toContainEqual(expect.objectContaining({ panelId: panel.id, reason: 'I did not like it' }));
  });

  it('AMC-7-2: what was promised cannot be changed, not by the service and not into something else by anybody', async () => {
    const panel = await bed.draws.commit(which(await prepared()), province());
    for (const table of ['panel_commitment', 'panel_candidate', 'panel_draw', 'panel_result', 'panel_tie']) {
      await expect(bed.bed.source.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
    await expect(bed.bed.source.query(`UPDATE panel_commitment SET seed = $1`, [Buffer.alloc(32)])).rejects.toThrow(/permission denied/);
    const owner = await bed.bed.asOwner();
    await expect(owner.query(`UPDATE panel_commitment SET seed = $1 WHERE panel_id = $2`, [Buffer.alloc(32), panel.id])).rejects.toThrow(/check constraint/);
    await expect(owner.query(`UPDATE panel_commitment SET candidate_list = 'another' WHERE panel_id = $1`, [panel.id])).rejects.toThrow(/check constraint/);
  });

  it('AMC-7-2: is later than the promise: in the same moment it is refused, by the database too', async () => {
    const panel = await bed.draws.commit(which(await prepared()), province());
    const owner = await bed.bed.asOwner();
    const early = `INSERT INTO panel_draw SELECT panel_id, round, tenant, NULL, '{}', '{}', '', committed_at, committed_at, 'x' FROM panel_commitment WHERE panel_id = $1`;
    await expect(owner.query(early, [panel.id])).rejects.toThrow(/panel_draw_after_commitment/);
  });

  it('AMC-7-2: asked for twice at once is done once', async () => {
    const panel = await bed.draws.commit(which(await prepared()), province());
    const outcomes = await Promise.allSettled([bed.draws.draw(which(panel), province()), bed.draws.draw(which(panel), province())]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'STATE_FORBIDS' } });
    expect((await bed.panels.get(panel.id, province())).members).toHaveLength(7);
  });

  it('AMC-7-2: repeated under the same key gives the same answer, and the registry\'s state then does not matter', async () => {
    const panel = await prepared();
    const request = province();
    const first = await bed.draws.commit(which(panel), request);
    await bed.draws.draw(which(first), province());
    await expect(bed.draws.commit(which(panel), request)).resolves.toEqual(first);
  });

  it('is told to the log: promise and result', async () => {
    const panel = await bed.draws.commit(which(await prepared()), province());
    await bed.draws.draw(which(panel), province());
    const shown = await bed.draws.getDraw({ id: panel.id });
    const of = <Data extends { panelId: string }>(events: readonly Data[]): Data | undefined => events.find(({ panelId }) => panelId === panel.id);
    expect(of(await bed.bed.events(panelDrawContracts.committed))).toMatchObject({ seedHash: shown.seedHash, candidatesHash: shown.candidatesHash });
    expect(of(await bed.bed.events(panelDrawContracts.drawn))).toMatchObject({ resultHash: shown.resultHash });
  });
});

describe('conflicts of interest', () => {
  const tie = (creditCode: string, to?: string) => ({ creditCode, tie: 'employment', from: '2010-01-01', ...(to === undefined ? {} : { to }) });

  it('AMC-7-2: keep an expert out of the draw for a panel with one such application, and the list says why', async () => {
    const application = await bed.atExperts(call, { keyProjects: [{ name: '项目', owner: APPLICANT, investment: '1.00', stage: '在建' }] as never });
    bed.relations.push({ clusterId: application.cluster.id, creditCode: MEMBER, relation: 'member' });
    const field = 'with conflicts';
    await bed.pool(5, field);
    const [declared] = await bed.pool(1, field, { conflicts: [{ clusterId: application.cluster.id, reason: 'r' }] });
    const [employed] = await bed.pool(1, field, { ties: [tie(APPLICANT)] });
    const [related] = await bed.pool(1, field, { ties: [tie(MEMBER, '2024-01-01')] });
    const [longAgo] = await bed.pool(1, field, { ties: [tie(MEMBER, '2022-05-05'), tie(APPLICANT, '2022-05-05')] });
    const [suspended] = await bed.pool(1, field);
    await bed.experts.move('expert.suspend', { id: suspended?.id ?? '', version: 1, reason: 'r' }, province());
    const other = await bed.atExperts(call);
    const panel = await bed.prepare(call, { field, applications: [application.id, other.id] });
    const asked = bed.asked.length;
    const drawn = await bed.drawn(panel);
    await bed.panels.cancel({ ...which(drawn), reason: 'To see the list' }, province());
    const { revealed } = await bed.draws.getDraw({ id: panel.id });
    const lines = revealed?.candidateList.split('\n') ?? [];
    expect(lines).toContain(`${declared?.code} declared:${application.id}`);
    expect(lines).toContain(`${employed?.code} same-organisation:${application.id}`);
    expect(lines).toContain(`${related?.code} relation:${application.id}`);
    expect(lines).toContain(longAgo?.code);
    expect(revealed?.candidateList).not.toContain(suspended?.code);
    for (const out of [declared, employed, related]) expect(drawn.members?.map(({ code }) => code)).not.toContain(out?.code);
    // Nobody asks for a tie that no longer counts.
    expect(bed.asked.slice(asked).map(({ clusterId }) => clusterId).toSorted()).toEqual([application.cluster.id, other.cluster.id].toSorted());
    expect(JSON.stringify(bed.asked.slice(asked))).not.toContain('2022-05-05');
    const [row] = (await bed.bed.source.query(`SELECT relations, relations_as_of::text FROM panel_commitment WHERE panel_id = $1`, [panel.id])) as [object];
    expect(row).toMatchObject({ relations: [{ clusterId: application.cluster.id, creditCode: MEMBER, relation: 'member' }], relations_as_of: '2025-05-06' });
  });

  it('AMC-7-2: are asked of the registry in as many questions as it takes: fifty ties each, for each cluster', async () => {
    const field = 'much employed';
    const ties = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ ...tie(MEMBER), from: `20${10 + from}-01-${String(at + 1).padStart(2, '0')}` }));
    const [first] = await bed.pool(1, field, { ties: [...ties(0, 31), ...ties(1, 19)] });
    const [second] = await bed.pool(1, field, { ties: ties(2, 20) });
    await bed.pool(5, field);
    const [one, other] = [await bed.atExperts(call), await bed.atExperts(call)];
    for (const { cluster } of [one, other]) bed.relations.push({ clusterId: cluster.id, creditCode: MEMBER, relation: 'founder' });
    const asked = bed.asked.length;
    const drawn = await bed.drawn(await bed.prepare(call, { field, applications: [one.id, other.id] }));
    expect(bed.asked.slice(asked).map(({ organisations }) => organisations.length).toSorted()).toEqual([20, 20, 50, 50]);
    for (const out of [first, second]) expect(drawn.members?.map(({ code }) => code)).not.toContain(out?.code);
  });

  it('AMC-7-2: are not lost where one organisation fills the registry\'s answer: what was full is asked again in halves', async () => {
    const field = 'owns much';
    const owner = '91220101MA00000316';
    const [rich] = await bed.pool(1, field, { ties: [tie(owner)] });
    const [member] = await bed.pool(1, field, { ties: [tie(MEMBER)] });
    await bed.pool(5, field);
    const application = await bed.atExperts(call);
    for (let at = 0; at < 500; at += 1) bed.relations.push({ clusterId: application.cluster.id, creditCode: owner, relation: 'owns-member' });
    bed.relations.push({ clusterId: application.cluster.id, creditCode: MEMBER, relation: 'member' });
    const drawn = await bed.drawn(await bed.prepare(call, { field, applications: [application.id] }));
    for (const out of [rich, member]) expect(drawn.members?.map(({ code }) => code)).not.toContain(out?.code);
  });

  it('AMC-7-2: leave too few for the seats: the draw is refused with the numbers', async () => {
    await expect(bed.draws.commit(which(await prepared(4)), province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2', params: { what: 'candidates 4 < 5' } });
  });

  it('AMC-7-2: declared while the registry is asked are not missed: the commitment is refused and may be repeated', async () => {
    const field = 'declares late';
    const [late] = [...(await bed.pool(1, field, { ties: [tie(MEMBER)] })), ...(await bed.pool(6, field))];
    const application = await bed.atExperts(call);
    const panel = await bed.prepare(call, { field, applications: [application.id] });
    const conflicts = [{ clusterId: application.cluster.id as never, reason: 'r' }];
    bed.meanwhile = async () => await bed.experts.declare({ id: late?.id ?? '', version: 1, ties: [], conflicts, reason: 'r' }, bed.expert(late ?? { person: '' }));
    await expect(bed.draws.commit(which(panel), province())).rejects.toMatchObject({ code: 'TRANSACTION_CONFLICT' });
    const drawn = await bed.drawn(panel);
    await bed.panels.cancel({ ...which(drawn), reason: 'To see the list' }, province());
    expect((await bed.draws.getDraw({ id: panel.id })).revealed?.candidateList).toContain(`${late?.code} declared:${application.id}`);
  });
});

describe('scoring', () => {
  it.each(['declares a conflict', 'is suspended'] as const)('AMC-7-2: does not open while a member who %s after the draw has not been recused', async (event) => {
    const application = await bed.atExperts(call);
    const field = `late: ${event}`;
    const experts = await bed.pool(9, field);
    const drawn = await bed.drawn(await bed.prepare(call, { field, applications: [application.id] }));
    const [late] = bed.seated(drawn, experts, 'member');
    const which1 = { id: late?.id ?? '', version: 1, reason: 'r' };
    if (event === 'is suspended') await bed.experts.move('expert.suspend', which1, province());
    else await bed.experts.declare({ ...which1, ties: [], conflicts: [{ clusterId: application.cluster.id as never, reason: 'r' }] }, bed.expert(late ?? { person: '' }));
    await expect(bed.panels.openScoring(which(drawn), province())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-2', params: { what: `recuse ${late?.code}` } });
    const recused = await bed.recusals.recuse({ id: drawn.id, expertId: late?.id as never, reason: 'r' }, province());
    await expect(bed.panels.openScoring(which(recused), province())).resolves.toMatchObject({ state: 'scoring' });
  });
});

describe('recusal', () => {
  it('AMC-7-2: gives the seat to the next reserve, and nobody who left comes back', async () => {
    const { panel, members, reserves, experts } = await bed.scoring(call, [await bed.atExperts(call)]);
    const [leaving, second] = members;
    const recused = await bed.recusals.recuse({ id: panel.id, expertId: leaving?.id as never, reason: 'Found to be a shareholder' }, province());
    expect(bed.seated(recused, experts, 'member').map(({ id }) => id)).toEqual(expect.arrayContaining([reserves[0]?.id]));
    expect(bed.seated(recused, experts, 'recused').map(({ id }) => id)).toEqual([leaving?.id]);
    expect(recused).toMatchObject({ state: 'scoring' });
    await expect(bed.recusals.recuse({ id: panel.id, expertId: leaving?.id as never, reason: 'again' }, province())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.panels.get(panel.id, bed.expert(leaving ?? { person: '' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const own = await bed.recusals.recuse({ id: panel.id, reason: 'I know the applicant' }, bed.expert(second ?? { person: '' }));
    expect(own).not.toHaveProperty('members');
    expect(bed.seated(await bed.panels.get(panel.id, province()), experts, 'reserve')).toEqual([]);
  });

  it('AMC-7-2: an expert recuses himself alone, and a stranger nobody', async () => {
    const { panel, members } = await bed.scoring(call, [await bed.atExperts(call)]);
    const [one, other] = members;
    await expect(bed.recusals.recuse({ id: panel.id, expertId: other?.id as never, reason: 'r' }, bed.expert(one ?? { person: '' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.recusals.recuse({ id: panel.id, reason: 'r' }, bed.expert({ person: 'stranger' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('AMC-7-2: without a reserve left makes the panel short; a further draw, promised like the first, fills the seat', async () => {
    const { panel, members, experts } = await bed.scoring(call, [await bed.atExperts(call)], { reserves: 0, candidates: 7 });
    const [kept] = members.slice(1);
    await bed.submit(panel.id, kept as never, 1, '80');
    const short = await bed.recusals.recuse({ id: panel.id, expertId: members[0]?.id as never, reason: 'ill' }, province());
    expect(short.state).toBe('short');
    await expect(bed.sheets.write({ id: panel.id, number: 1, items: [] }, bed.expert(members[2] ?? { person: '' }))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const drawn = await bed.drawn(short);
    expect(drawn).toMatchObject({ state: 'drawn', rounds: 2 });
    expect(bed.seated(drawn, experts, 'member')).toHaveLength(5);
    expect(bed.seated(drawn, experts, 'member').map(({ id }) => id)).not.toContain(members[0]?.id);
    expect(drawn.members?.find(({ expertId }) => expertId === kept?.id)).toMatchObject({ submitted: 1, round: 1 });
    const open = await bed.panels.openScoring(which(drawn), province());
    await bed.panels.cancel({ ...which(open), reason: 'To see both draws' }, province());
    for (const round of [1, 2]) expect(verifyDraw(evidenceOf(await bed.draws.getDraw({ id: panel.id, round })))).toEqual([]);
    const second = await bed.draws.getDraw({ id: panel.id, round: 2 });
    expect(second).toMatchObject({ seats: 1 });
    expect(second.revealed?.candidateList).toContain(`${kept?.code} already-drawn`);
  });
});

it('XJ-7-2: in Xinjiang the defence comes first, and the region\'s own experts are drawn', async () => {
  const cast = casts['xj-amc'];
  const xinjiang = await bed.call({}, cast);
  const application = await bed.atExperts(xinjiang, {}, cast);
  expect(application.step).toBe('expert-review');
  const { panel, members } = await bed.scoring(xinjiang, [application], {}, cast);
  expect(panel).toMatchObject({ programme: 'xj-amc', state: 'scoring' });
  expect(members).toHaveLength(5);
  await expect(bed.panels.get(panel.id, province())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
