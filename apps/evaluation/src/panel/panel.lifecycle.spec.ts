import { panelStates, type Call, type Expert, type Panel, type PanelState } from '@jiqun/contracts';
import { newId, type Request } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { PanelBed, SHEET } from '../../test/panel-bed.js';
import { panelLifecycle, type PanelAction } from './panel.lifecycle.js';

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

const which = ({ id, version }: Panel) => ({ id, version });
const items = SHEET.map(({ id }) => ({ id, score: '50' }));

/** A panel in a state, with somebody who has a seat where there are seats. */
async function inState(state: PanelState): Promise<{ panel: Panel; member: Expert }> {
  const field = `for ${state} ${newId()}`;
  const application = await bed.atExperts(call);
  const experts = await bed.pool(8, field);
  const of = async (panel: Promise<Panel>) => {
    const found = await bed.panels.get((await panel).id, bed.organiser());
    return { panel: found, member: (bed.seated(found, experts, 'member')[0] ?? experts[0]) as Expert };
  };
  const prepared = await bed.prepare(call, { field, applications: [application.id], reserves: 0 });
  if (state === 'prepared') return await of(Promise.resolve(prepared));
  if (state === 'cancelled') return await of(bed.panels.cancel({ ...which(prepared), reason: 'r' }, bed.organiser()));
  if (state === 'committed') return await of(bed.draws.commit(which(prepared), bed.organiser()));
  const drawn = await bed.drawn(prepared);
  if (state === 'drawn') return await of(Promise.resolve(drawn));
  const open = await bed.panels.openScoring(which(drawn), bed.organiser());
  if (state === 'scoring') return await of(Promise.resolve(open));
  const members = bed.seated(open, experts, 'member');
  if (state === 'short') return await of(bed.recusals.recuse({ id: open.id, expertId: members[0]?.id as never, reason: 'r' }, bed.organiser()));
  const complete = await bed.submitAll(open, members, () => '50');
  if (state === 'sealed-complete') return await of(Promise.resolve(complete));
  return await of(bed.results.close({ ...which(complete), opinion: 'o' }, bed.organiser()));
}

/** How each action is tried, but for the one that only follows a recusal. */
function attempts({ panel, member }: { panel: Panel; member: Expert }, official: Request, expert: Request): Readonly<Record<Exclude<PanelAction, 'panel.run-short'>, () => Promise<unknown>>> {
  const again = (request: Request): Request => bed.bed.again(request);
  return {
    'panel.commit': async () => await bed.draws.commit(which(panel), again(official)),
    'panel.draw': async () => await bed.draws.draw(which(panel), again(official)),
    'panel.open-scoring': async () => await bed.panels.openScoring(which(panel), again(official)),
    'panel.recuse': async () => await bed.recusals.recuse({ id: panel.id, expertId: member.id as never, reason: 'r' }, again(official)),
    'panel.write-scoresheet': async () => await bed.sheets.write({ id: panel.id, number: 1, items }, again(expert)),
    'panel.submit-scoresheet': async () => await bed.sheets.submit({ id: panel.id, number: 1, version: 1 }, again(expert)),
    'panel.complete': async () => await bed.results.complete(which(panel), again(official)),
    'panel.break-tie': async () => await bed.results.breakTie({ ...which(panel), order: [1, 2], reason: 'r' }, again(official)),
    'panel.close': async () => await bed.results.close({ ...which(panel), opinion: 'o' }, again(official)),
    'panel.cancel': async () => await bed.panels.cancel({ ...which(panel), reason: 'r' }, again(official)),
  };
}

describe.each(panelStates)('AMC-7-2, XJ-7-2, SEI-3-2: a panel that is %s', (state) => {
  it('refuses every action that the lifecycle does not have there, and stays as it was', async () => {
    const found = await inState(state);
    expect(found.panel.state).toBe(state);
    const hasSeats = (found.panel.members ?? []).length > 0;
    for (const [action, attempt] of Object.entries(attempts(found, bed.organiser(), bed.expert(found.member)))) {
      if (Object.hasOwn(panelLifecycle[state], action)) continue;
      // Before the draw nobody has a seat, so that for experts there is no panel yet.
      const isHidden = !hasSeats && (action.endsWith('scoresheet') || action === 'panel.recuse');
      await expect(attempt()).rejects.toMatchObject(isHidden ? { code: 'NOT_FOUND' } : { code: 'STATE_FORBIDS', params: { action, state } });
    }
    expect(await bed.panels.get(found.panel.id, bed.organiser())).toEqual(found.panel);
  });

  it('is moved by nobody who does not run it: another department, the other province, an expert without a seat', async () => {
    const found = await inState(state);
    const strangers = [bed.bed.as('province-development-commission', '220000'), bed.bed.as('province-industry', '650000'), bed.expert({ person: 'stranger' }), bed.bed.as('auditor', '220000')];
    for (const stranger of strangers) {
      for (const attempt of Object.values(attempts(found, stranger, stranger))) {
        await expect(attempt()).rejects.toMatchObject({ code: expect.stringMatching(/^(?:NOT_PERMITTED|NOT_FOUND)$/) });
      }
    }
    expect(await bed.panels.get(found.panel.id, bed.organiser())).toEqual(found.panel);
  });
});
