import type { LineInput, ProjectGroup } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { contentOf, creditCode, GroupBed, threeProjects } from '../../test/group-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';

jest.setTimeout(60_000);

let bed: GroupBed;
let year: ProgrammeYear;
beforeAll(async () => {
  bed = await GroupBed.open();
  year = await bed.publishedYear();
});
afterAll(async () => {
  await bed.close();
});

/** The same person of Yushu each time; only the enterprises that their grants name are others. */
const acting = (...organisations: readonly string[]): Request => bed.as('enterprise', '220182', 'writer', organisations);
const draftFor = (lead: string, clusterId = bed.cluster([lead]).id) =>
  ({ yearId: year.id, clusterId, lead: { creditCode: lead as never, name: '某公司' }, region: '220182' as never });
const lineOf = (projectId: string): LineInput =>
  ({
    projectId, category: 'software', description: '软件', supplier: { name: '某软件公司' }, invoice: { number: newId().replaceAll('-', '').slice(-20), date: '2025-03-20' },
    completedOn: '2025-03-31', amount: '1000.00', tax: 'excluded', serials: [], region: '220182', evidence: [{ sha256: 'a'.repeat(64), name: '发票.pdf' }],
  }) as unknown as LineInput;
const code = async (asked: Promise<unknown>): Promise<string> => await asked.then(() => 'done', (error: { code: string }) => error.code);

/** A draft that is ready to be submitted. */
async function written(lead: string): Promise<ProjectGroup> {
  const draft = await bed.groupService.draft(draftFor(lead), acting(lead));
  const projects = threeProjects();
  const saved = await bed.groupService.saveDraft({ id: draft.id, version: draft.version, content: contentOf(projects) }, acting(lead));
  const { groupVersion } = await bed.lineService.enter({ groupId: draft.id, version: saved.version, lines: projects.map(({ id }) => lineOf(id)) }, acting(lead));
  return { ...saved, version: groupVersion };
}

/** What somebody gets who tries everything that an applicant may do. */
async function attempts({ id, version, content }: ProjectGroup, who: Request): Promise<Record<string, string>> {
  const again = (): Request => bed.again(who);
  const lines = [lineOf(content.projects[0]?.id ?? '')];
  return {
    get: await code(bed.groupQueries.get(id, who)),
    check: await code(bed.checks.check(id, who)),
    drafts: await code(bed.groupQueries.listDrafts({ id }, who)),
    draft: await code(bed.groupQueries.getDraft({ id, version: 1 }, who)),
    lines: await code(bed.lineQueries.list({ groupId: id }, who)),
    duplicates: await code(bed.duplicateService.list({ groupId: id }, who)),
    save: await code(bed.groupService.saveDraft({ id, version, content }, again())),
    admit: await code(bed.groupService.admit({ id, version, editor: 'another' }, again())),
    enter: await code(bed.lineService.enter({ groupId: id, version, lines }, again())),
    import: await code(bed.lineService.import({ groupId: id, version, csv: 'x' }, again())),
    report: await code(bed.progress.report({ groupId: id, version, lines }, again())),
    submit: await code(bed.submissions.submit({ id, version }, again())),
    withdraw: await code(bed.groupService.withdraw({ id, version, reason: 'x' }, again())),
  };
}

describe('the enterprise that leads a group', () => {
  it('SUB-7.b: drafts it itself; a person of another enterprise of the county, or of none that is named, is told so', async () => {
    const [lead, other] = [creditCode(), creditCode()];
    const draft = draftFor(lead);
    for (const who of [acting(other), acting()]) {
      const refusal: unknown = await bed.groupService.draft(draft, who).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-7.b', params: { action: 'project-group.draft', what: 'grant-for-lead' } });
      expect(refusal).toMatchObject({ issues: [{ message: { zh: expect.stringContaining(lead) as string, en: expect.stringContaining(lead) as string } }] });
    }
    await expect(bed.groupService.draft(draft, acting(other, lead))).resolves.toMatchObject({ lead: { creditCode: lead }, state: 'draft' });
  });

  it('SUB-7.b: files in a region of its own grant, not in one where the same person acts for another', async () => {
    const [lead, other] = [creditCode(), creditCode()];
    const grants = [{ role: 'enterprise', region: '220183', organisation: lead }, { role: 'enterprise', region: '220182', organisation: other }];
    const who = bed.again({ caller: { ...acting().caller, grants: grants as never } });
    await expect(bed.groupService.draft(draftFor(lead), who)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.groupService.draft({ ...draftFor(lead), region: '220183' as never }, bed.again(who))).resolves.toMatchObject({ region: '220183' });
  });

  it('SUB-7.b: sees, writes and submits it; its own writer does none of that for another enterprise or without the grant', async () => {
    const [lead, other] = [creditCode(), creditCode()];
    const group = await written(lead);
    for (const who of [acting(other), acting(), bed.as('enterprise', '220000', 'writer', [other]), bed.as('enterprise', '650000', 'writer', [lead])]) {
      const got = await attempts(group, who);
      expect(got).toEqual(Object.fromEntries(Object.keys(got).map((act) => [act, 'NOT_FOUND'])));
      expect((await bed.groupQueries.list({ leadCreditCode: lead as never }, who)).items).toEqual([]);
    }
    expect(await bed.group(group.id)).toMatchObject({ version: group.version, state: 'draft' });
    expect((await bed.groupQueries.list({ leadCreditCode: lead as never }, acting(lead))).items.map(({ id }) => id)).toEqual([group.id]);
    await expect(bed.submissions.submit({ id: group.id, version: group.version }, acting(lead))).resolves.toMatchObject({ state: 'under-review' });
  });

  it('SUB-7.b: a grant taken away is missed on the next request, between two acts of one person', async () => {
    const lead = creditCode();
    const group = await written(lead);
    const content = { ...group.content, title: '改名（样例）' };
    const saved = await bed.groupService.saveDraft({ id: group.id, version: group.version, content }, acting(lead));
    await expect(bed.submissions.submit({ id: group.id, version: saved.version }, acting())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const submitted = await bed.submissions.submit({ id: group.id, version: saved.version }, acting(lead));
    await expect(bed.groupQueries.get(group.id, acting())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.groupService.withdraw({ id: group.id, version: submitted.version, reason: 'x' }, acting())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.groupService.withdraw({ id: group.id, version: submitted.version, reason: 'x' }, acting(lead))).resolves.toMatchObject({ state: 'withdrawn' });
  });

  it('SUB-7.b: who is an official as well sees drafts only of the enterprises that their grants name', async () => {
    const [lead, other] = [creditCode(), creditCode()];
    const group = await written(lead);
    const both = (region: string, organisation: string): Request => {
      const official = { role: 'auditor', region };
      return bed.again({ caller: { ...acting().caller, grants: [official, ...acting(organisation).caller.grants] as never } });
    };
    for (const region of ['220000', '220182']) {
      const seen = async (organisation: string) => (await bed.groupQueries.list({ leadCreditCode: lead as never }, both(region, organisation))).items.map(({ id }) => id);
      expect([region, await seen(lead), await seen(other)]).toEqual([region, [group.id], []]);
    }
  });

  it('what is saved nowhere is tried out by any enterprise', async () => {
    const projects = threeProjects();
    const lines = projects.map(({ id }) => lineOf(id));
    const asked = { yearId: year.id, clusterLevel: 'national' as const, lead: { creditCode: creditCode() as never, name: '某公司' }, content: contentOf(projects), lines };
    await expect(bed.checks.simulate(asked as never, acting())).resolves.toMatchObject({ lines: { eligible: 3 } });
  });
});

describe('the explanation of what is used twice', () => {
  it('SUB-4.b: is given by a writer for the enterprise that leads the group, not for another', async () => {
    const [first, second] = [creditCode(), creditCode()];
    const [one, two] = [await written(first), await written(second)];
    const line = lineOf(one.content.projects[0]?.id ?? '');
    const shared = await bed.lineService.enter({ groupId: one.id, version: one.version, lines: [line] }, acting(first));
    const same = await bed.lineService.enter({ groupId: two.id, version: two.version, lines: [{ ...line, projectId: two.content.projects[0]?.id as never }] }, acting(second));
    await bed.submissions.submit({ id: one.id, version: shared.groupVersion }, acting(first));
    await bed.submissions.submit({ id: two.id, version: same.groupVersion }, acting(second));
    const { items } = await bed.duplicateService.list({ groupId: two.id }, acting(second));
    const [finding] = items;
    const explain = async (who: Request) => await code(bed.duplicateService.explain({ id: finding?.id ?? '', version: finding?.version ?? 0, explanation: '同一发票（样例）' }, who));
    expect([items.length > 0, await explain(acting(first)), await explain(acting()), await explain(acting(second))]).toEqual([true, 'NOT_FOUND', 'NOT_FOUND', 'done']);
  });
});
