import { type RevocationCase, revocationContracts, type Role } from '@jiqun/contracts';
import { addDays, installedCalendar } from '@jiqun/policy-core';
import type { Lifecycle, Request } from '@jiqun/service-kit';
import { expect } from '@jest/globals';

import { MonitoringRepository } from '../src/revocation/monitoring.repository.js';
import { MonitoringService } from '../src/revocation/monitoring.service.js';
import { RevocationCases } from '../src/revocation/revocation-cases.js';
import { RevocationDecisionService } from '../src/revocation/revocation-decision.service.js';
import { RevocationProcedureService } from '../src/revocation/revocation-procedure.service.js';
import { missingForDecision, type RevocationAction, revocationLifecycle } from '../src/revocation/revocation.lifecycle.js';
import { RevocationRepository } from '../src/revocation/revocation.repository.js';
import { RevocationService } from '../src/revocation/revocation.service.js';
import { RevocationSubscriber } from '../src/revocation/revocation.subscriber.js';
import type { TitleBed } from './title-bed.js';

type State = RevocationCase['state'];
type Command = { readonly permission: { readonly roles: readonly Role[]; readonly states?: readonly string[] } };

/** The contract of each action. */
const contracts: Readonly<Record<RevocationAction, Command>> = {
  notify: revocationContracts.notify,
  'record-statement': revocationContracts.recordStatement,
  'ask-hearing': revocationContracts.askHearing,
  'hold-hearing': revocationContracts.holdHearing,
  revoke: revocationContracts.decide,
  'do-not-revoke': revocationContracts.decide,
  drop: revocationContracts.drop,
  publish: revocationContracts.publish,
  withdraw: revocationContracts.withdraw,
};
const roles: readonly Role[] = [
  'promotion-organisation', 'county-finance', 'county-industry', 'prefecture-industry', 'province-industry', 'expert', 'auditor', 'enterprise',
];

/** The services of cases of revocation, over a bed of titles. */
export class RevocationBed {
  readonly monitoring: MonitoringService;
  readonly cases: RevocationService;
  readonly procedure: RevocationProcedureService;
  readonly decisions: RevocationDecisionService;

  constructor(private readonly bed: TitleBed) {
    const { runner, reader, titles, titleService, policies, calendars } = bed;
    const repository = new RevocationRepository(reader);
    const shared = new RevocationCases(repository);
    this.monitoring = new MonitoringService(runner, reader, bed.clock, new MonitoringRepository(), titles, titleService);
    this.cases = new RevocationService(runner, repository, shared, this.monitoring, titles, policies);
    this.procedure = new RevocationProcedureService(runner, repository, shared, calendars);
    this.decisions = new RevocationDecisionService(runner, shared, calendars, policies);
    new RevocationSubscriber(bed.handlers, this.cases).onModuleInit();
  }

  dayAfter(day: string): string {
    return addDays(day, 1);
  }

  dayBefore(day: string): string {
    return addDays(day, -1);
  }

  workingDayAfter(day: string, count: number): string {
    return installedCalendar.workingDayAfter(day, count);
  }

  /** A case in each state; those that wait for the end of the defence period have seen it. */
  async oneInEachState(): Promise<Record<State, RevocationCase>> {
    const [opener, decider, third] = ['opener', 'decider', 'third'].map((person) => () => this.bed.request('province-industry', person)) as [
      () => Request, () => Request, () => Request,
    ];
    const open = async (): Promise<RevocationCase> => {
      const { titleId } = await this.bed.tellTitle();
      return await this.cases.open({ titleId, stated: [{ clause: 'SME-14-2', facts: 'x', evidence: 'x' }], reason: 'x' }, opener());
    };
    const at = ({ id, version }: RevocationCase) => ({ id, version });
    const notify = async (): Promise<RevocationCase> => {
      const opened = await open();
      return await this.procedure.notify({ ...at(opened), document: 'x', servedOn: opened.openedOn }, opener());
    };
    const ask = async (): Promise<RevocationCase> => {
      const notified = await notify();
      return await this.procedure.askHearing({ ...at(notified), by: 'x', askedOn: notified.notice?.servedOn as never }, opener());
    };
    const [notified, toRevoke, toPublish, toWithdraw, toSpare] = [await notify(), await notify(), await notify(), await notify(), await notify()];
    const [asked, toHear] = [await ask(), await ask()];
    const noticedOn = toHear.hearing?.askedOn ?? '';
    await this.bed.moveTo(this.workingDayAfter(noticedOn, 8));
    const decide = async (of: RevocationCase, outcome: 'revoke' | 'do-not-revoke') =>
      await this.decisions.decide(
        { ...at(of), outcome, established: outcome === 'revoke' ? ['SME-14-2'] : [], reasons: 'x', document: 'x' }, decider(),
      );
    return {
      opened: await open(),
      notified,
      'hearing-asked': asked,
      heard: await this.procedure.holdHearing(
        { ...at(toHear), noticedOn: noticedOn as never, heldOn: this.workingDayAfter(noticedOn, 7) as never, chair: 'chair', minutes: 'x' }, opener(),
      ),
      revoked: await decide(toRevoke, 'revoke'),
      published: await this.decisions.publish({ ...at(await decide(toPublish, 'revoke')), address: 'x' }, decider()),
      withdrawn: await this.decisions.withdraw({ ...at(await decide(toWithdraw, 'revoke')), document: 'x', reason: 'x' }, third()),
      'not-revoked': await decide(toSpare, 'do-not-revoke'),
      dropped: await this.cases.drop({ ...at(await open()), reason: 'x' }, opener()),
    };
  }

  /** Tries each action in each state as each role: what the lifecycle does not have, or the role may not, is refused. */
  async tryEverything(states: Record<string, RevocationCase>): Promise<void> {
    for (const [state, one] of Object.entries(states) as [State, RevocationCase][]) {
      for (const action of Object.keys(contracts) as RevocationAction[]) {
        const decides = action === 'revoke' || action === 'do-not-revoke';
        for (const role of roles) {
          const expected = !contracts[action].permission.roles.includes(role)
            ? 'NOT_PERMITTED'
            : one.notice === undefined && role !== 'province-industry'
            ? 'NOT_FOUND'
            : revocationLifecycle[state][action] !== undefined
              ? undefined
              : decides && missingForDecision[state] !== undefined
                ? 'CLAUSE_FORBIDS'
                : 'STATE_FORBIDS';
          if (expected === undefined) continue;
          expect([state, action, role, await this.#codeOf(action, one, role)]).toEqual([state, action, role, expected]);
        }
      }
    }
    // What was refused changed nothing.
    for (const [state, one] of Object.entries(states)) expect(await this.cases.get(one.id, this.bed.request())).toMatchObject({ state, version: one.version });
  }

  /** Takes each arrow of the lifecycle, on a case of its own, as one role after the other that may. @returns how many it took */
  async takeEveryArrow(): Promise<number> {
    const most = Math.max(...Object.values(revocationLifecycle).map((arrows) => Object.keys(arrows).length));
    let taken = 0;
    for (let place = 0; place < most; place += 1) {
      const states = await this.oneInEachState();
      for (const [state, one] of Object.entries(states) as [State, RevocationCase][]) {
        const [action, arrow] = (Object.entries(revocationLifecycle[state])[place] ?? []) as [RevocationAction?, { target: State }?];
        if (action === undefined || arrow === undefined) continue;
        const allowed = contracts[action].permission.roles;
        await this.#act(action, one, allowed[taken % allowed.length] as Role);
        expect([state, action, (await this.cases.get(one.id, this.bed.request())).state]).toEqual([state, action, arrow.target]);
        taken += 1;
      }
    }
    return taken;
  }

  /** By verb of the contract, the states that it names. */
  statesOfContracts(): Record<string, string[]> {
    return Object.fromEntries((Object.keys(contracts) as RevocationAction[]).map((action) => [
      action, [...(contracts[action].permission.states ?? [])].toSorted(),
    ]));
  }

  /** By action, the states in which the lifecycle has it; those of a decision and those on the way to one. */
  statesOfLifecycle(lifecycle: Lifecycle<State, RevocationAction>): Record<string, string[]> {
    return Object.fromEntries(
      (Object.keys(contracts) as RevocationAction[]).map((action) => {
        const decides = action === 'revoke' || action === 'do-not-revoke';
        const states = (Object.keys(lifecycle) as State[]).filter((state) => lifecycle[state][action] !== undefined || (decides && missingForDecision[state] !== undefined));
        return [action, states.toSorted()];
      }),
    );
  }

  async #codeOf(action: RevocationAction, one: RevocationCase, role: Role): Promise<string> {
    return await this.#act(action, one, role).then(
      () => 'done',
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  }

  async #act(action: RevocationAction, { id, version, openedOn, notice, hearing }: RevocationCase, role: Role): Promise<unknown> {
    const request = this.bed.request(role, 'another');
    const at = { id, version };
    const on = (notice?.servedOn ?? openedOn) as never;
    switch (action) {
      case 'notify':
        return await this.procedure.notify({ ...at, document: 'x', servedOn: openedOn }, request);
      case 'record-statement':
        return await this.procedure.recordStatement({ ...at, by: 'x', receivedOn: on, text: 'x' }, request);
      case 'ask-hearing':
        return await this.procedure.askHearing({ ...at, by: 'x', askedOn: on }, request);
      case 'hold-hearing': {
        const noticedOn = (hearing?.askedOn ?? on) as never;
        return await this.procedure.holdHearing(
          { ...at, noticedOn, heldOn: this.workingDayAfter(noticedOn, 7) as never, chair: 'chair', minutes: 'x' }, request,
        );
      }
      case 'revoke':
      case 'do-not-revoke':
        return await this.decisions.decide(
          { ...at, outcome: action, established: action === 'revoke' ? ['SME-14-2'] : [], reasons: 'x', document: 'x' }, request,
        );
      case 'drop':
        return await this.cases.drop({ ...at, reason: 'x' }, request);
      case 'publish':
        return await this.decisions.publish({ ...at, address: 'x' }, request);
      case 'withdraw':
        return await this.decisions.withdraw({ ...at, document: 'x', reason: 'x' }, request);
    }
  }
}
