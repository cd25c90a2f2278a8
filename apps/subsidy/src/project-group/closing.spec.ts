import { type ProjectGroup, projectGroupContracts } from '@jiqun/contracts';
import type { Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { contentOf, creditCode, GroupBed, type KnownCluster, threeProjects } from '../../test/group-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { YEAR_CLOSES } from '../programme-year/programme-year.service.js';

jest.setTimeout(60_000);

let bed: GroupBed;
beforeEach(async () => {
  bed = await GroupBed.open();
});
afterEach(async () => {
  await bed.close();
});

const writer = (): Request => bed.as('enterprise', '220182', 'writer');
const industry = (): Request => bed.as('province-industry', '220000');

/** A year that was published as people publish it, so that its window closes by itself. */
async function publishedYear(closesOn = '2025-07-31'): Promise<ProgrammeYear> {
  const terms = { title: { zh: '通知', en: 'Notice' }, opensOn: '2025-05-06', closesOn, eligibleFrom: '2024-01-01', eligibleThrough: '2028-12-31' } as never;
  const drafted = await bed.yearService.draft({ programme: 'jl-amc-subsidy-2024' as never, year: 2026, terms }, industry());
  const once = await bed.yearService.sign({ id: drafted.id, version: drafted.version }, industry());
  const twice = await bed.yearService.sign({ id: drafted.id, version: once.version }, bed.as('province-finance', '220000'));
  await bed.yearService.publish({ id: drafted.id, version: twice.version }, industry());
  return await bed.year(drafted.id);
}

async function draftOf(year: ProgrammeYear, lead: string, cluster: KnownCluster): Promise<ProjectGroup> {
  const draft = await bed.groupService.draft({ yearId: year.id, clusterId: cluster.id, lead: { creditCode: lead as never, name: '某公司' }, region: '220182' as never }, writer());
  const projects = threeProjects();
  const saved = await bed.groupService.saveDraft({ id: draft.id, version: draft.version, content: contentOf(projects) }, writer());
  const lines = projects.map(({ id }, at) => ({
    projectId: id, category: 'software', description: '软件', completedOn: '2025-03-31', amount: '100.00', tax: 'excluded', serials: [], region: '220182', evidence: [], supplier: { name: '某软件公司' },
    invoice: { number: `${lead.slice(-6)}00000000000${at}`, date: '2025-03-01' },
  })) as never;
  const { groupVersion } = await bed.lineService.enter({ groupId: draft.id, version: saved.version, lines }, writer());
  return { ...saved, version: groupVersion };
}
const submit = async ({ id, version }: Pick<ProjectGroup, 'id' | 'version'>): Promise<ProjectGroup> => await bed.submissions.submit({ id, version }, writer());

describe('the closing day', () => {
  it('INT-19: the level that counts is that of the closing day; one lost or won afterwards changes nothing, both answers are kept', async () => {
    const year = await publishedYear();
    const [rising, falling, later] = [creditCode(), creditCode(), creditCode()];
    const clusters = [bed.cluster([rising]), bed.cluster([falling], 'national'), bed.cluster([later])] as const;
    const groups = [await submit(await draftOf(year, rising, clusters[0])), await submit(await draftOf(year, falling, clusters[1])), await submit(await draftOf(year, later, clusters[2]))];
    clusters[0].levels.push({ from: '2025-07-31', level: 'national' });
    clusters[1].levels.push({ from: '2025-07-31', level: 'none' });
    clusters[2].levels.push({ from: '2025-08-01', level: 'world' });
    await bed.moveTo('2025-07-31');
    await expect(bed.group(groups[0]?.id ?? '')).resolves.toMatchObject({ clusterLevel: 'provincial', levelClosed: false });
    await bed.moveTo('2025-08-02');
    const levels = await Promise.all(groups.map(async ({ id }) => await bed.group(id)));
    expect(levels.map(({ clusterLevel, levelClosed }) => [clusterLevel, levelClosed])).toEqual([['national', true], ['none', true], ['provincial', true]]);
    expect((await bed.groupQueries.get(groups[0]?.id ?? '', writer())).levels.map(({ purpose, asOf, level }) => [purpose, asOf, level])).toEqual([['closing', '2025-07-31', 'national'], ['submission', '2025-05-06', 'provincial']]);
    expect((await bed.events(projectGroupContracts.levelFixed)).map(({ clusterLevel }) => clusterLevel).toSorted()).toEqual(['national', 'none', 'provincial']);
  });

  it('INT-19: is asked once for each group, however often the deadline is handled', async () => {
    const year = await publishedYear();
    const lead = creditCode();
    const cluster = bed.cluster([lead]);
    const group = await submit(await draftOf(year, lead, cluster));
    await bed.moveTo('2025-08-02');
    cluster.levels.push({ from: '2025-07-01', level: 'world' });
    await bed.source.query(`UPDATE deadline SET state = 'pending', fired_at = NULL, generation = generation + 1 WHERE subject IN ($1, $2)`, [group.id, year.id]);
    await bed.moveTo('2025-08-03');
    await expect(bed.group(group.id)).resolves.toMatchObject({ clusterLevel: 'provincial', levelClosed: true });
    expect(await bed.events(projectGroupContracts.levelFixed)).toHaveLength(1);
    expect(await bed.source.query(`SELECT state FROM deadline WHERE kind = $1`, [YEAR_CLOSES])).toEqual([{ state: 'fired' }]);
  });

  it('INT-15 SUB-18: nothing is drafted or submitted after it; what was filed in time and returned comes back', async () => {
    const year = await publishedYear();
    const [late, early] = [creditCode(), creditCode()];
    const draft = await draftOf(year, late, bed.cluster([late]));
    const earlyCluster = bed.cluster([early]);
    const group = await submit(await draftOf(year, early, earlyCluster));
    await bed.moveTo('2025-07-31');
    await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
    await bed.moveTo('2025-08-01');
    await expect(submit(draft)).rejects.toMatchObject({ code: 'CALL_NOT_OPEN', params: { today: '2025-08-01', closesOn: '2025-07-31' } });
    const stranger = creditCode();
    await expect(draftOf(year, stranger, bed.cluster([stranger]))).rejects.toMatchObject({ code: 'CALL_NOT_OPEN' });
    earlyCluster.levels.push({ from: '2025-08-01', level: 'none' });
    const { version } = await bed.group(group.id);
    await expect(submit({ id: group.id, version })).resolves.toMatchObject({ state: 'under-review', contentNumber: 2, clusterLevel: 'provincial', isLevelFinal: true });
  });

  it('SUB-18 INT-25: a policy whose last day is over takes no application, though a window were open; what was filed goes on', async () => {
    const [lead, other] = [creditCode(), creditCode()];
    const year = await publishedYear('2026-06-30');
    const draft = await draftOf(year, lead, bed.cluster([lead]));
    const group = await submit(await draftOf(year, other, bed.cluster([other])));
    await bed.moveTo('2026-06-30');
    await bed.within(async ({ manager }) => await bed.groups.move(manager, await bed.group(group.id), { state: 'returned' }));
    // An intruder keeps the window open: the days in force forbid it all the same.
    const owner = await bed.asOwner();
    await owner.query(`UPDATE programme_year SET closes_on = '2026-12-31', terms = jsonb_set(terms, '{closesOn}', '"2026-12-31"')`);
    await owner.query(`UPDATE deadline SET state = 'cancelled' WHERE kind = $1`, [YEAR_CLOSES]);
    await bed.moveTo('2026-07-01');
    await expect(submit(draft)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-18', issues: [{ code: 'POLICY_NOT_IN_FORCE', message: { en: expect.stringContaining('2026-06-30') as string } }] });
    const { version } = await bed.group(group.id);
    await expect(submit({ id: group.id, version })).resolves.toMatchObject({ state: 'under-review' });
  });
});
