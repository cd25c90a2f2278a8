import { attachmentContracts, objectionContracts, publicNoticeContracts, publicNoticeItemStates, type Permission } from '@jiqun/contracts';
import { transition, type Lifecycle } from '@jiqun/service-kit';
import { describe, expect, it } from '@jest/globals';

import { uploadLifecycle } from '../attachment/attachment.lifecycle.js';
import { objectionLifecycle } from '../objection/objection.lifecycle.js';
import { itemLifecycle, noticeLifecycle } from './public-notice.lifecycle.js';

type AnyLifecycle = Lifecycle<string, string>;

const statesOf = (lifecycle: AnyLifecycle, action: string): string[] => Object.keys(lifecycle).filter((state) => lifecycle[state]?.[action] !== undefined).toSorted();
const permissionsOf = (contracts: object): Permission[] => Object.values(contracts).flatMap((contract: { permission?: Permission }) => (contract.permission === undefined ? [] : [contract.permission]));

describe('contracts and lifecycles say the same', () => {
  const noticed = [...permissionsOf(publicNoticeContracts), objectionContracts.raise.permission].map((permission) => [permission, noticeLifecycle as AnyLifecycle] as const);
  const objected = permissionsOf(objectionContracts).filter(({ action }) => action !== 'objection.raise').map((permission) => [permission, objectionLifecycle as AnyLifecycle] as const);
  const attached = permissionsOf(attachmentContracts).map((permission) => [permission, uploadLifecycle as AnyLifecycle] as const);

  it.each([...noticed, ...objected, ...attached].map(([permission, lifecycle]) => [permission.action, permission, lifecycle] as const))('AMC-7-3: %s is possible in the same states', (action, { states }, lifecycle) => {
    expect(statesOf(lifecycle, action)).toEqual([...(states ?? [])].toSorted());
  });
});

describe('what is settled stays so', () => {
  const settled = ['passed', 'fallen', 'removed'];

  it.each(publicNoticeItemStates.filter((state) => settled.includes(state)))('AMC-7-3: an item that is %s never stands on the notice again', (state) => {
    for (const action of ['item.hold', 'item.pass', 'item.fall', 'item.remove'] as const) expect(() => transition(itemLifecycle, state, action)).toThrow(/STATE_FORBIDS/);
  });

  it('AMC-7-3: from every open state every end can be reached, and nothing leads back', () => {
    expect(Object.entries(itemLifecycle).map(([state, actions]) => [state, [...new Set(Object.values(actions).map(({ target }) => target))].toSorted()])).toEqual([
      ['open', ['fallen', 'held', 'passed', 'removed']], ['held', ['fallen', 'held', 'passed', 'removed']], ['passed', []], ['fallen', []], ['removed', []],
    ]);
    expect(Object.entries(objectionLifecycle).map(([state, actions]) => [state, Object.values(actions).map(({ target }) => target).toSorted()])).toEqual([
      ['raised', ['under-verification', 'withdrawn']], ['under-verification', ['answered', 'withdrawn']], ['answered', []], ['withdrawn', []],
    ]);
  });
});
