import { drillLifecycle } from '../drill/drill.lifecycle.js';
import { transition } from './lifecycle.js';

describe('a lifecycle', () => {
  it('leads to the target of an action that is possible in the state', () => {
    expect(transition(drillLifecycle, 'started', 'confirm')).toEqual({ target: 'confirmed' });
    expect(transition(drillLifecycle, 'started', 'lapse')).toEqual({ target: 'lapsed' });
  });

  it.each(['confirmed', 'lapsed'] as const)('refuses every action in the final state %s, and says which', (state) => {
    for (const action of ['confirm', 'lapse'] as const) {
      expect(() => transition(drillLifecycle, state, action)).toThrow(expect.objectContaining({ code: 'STATE_FORBIDS', params: { action, state } }));
    }
  });
});
