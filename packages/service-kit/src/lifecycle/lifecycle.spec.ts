import { drillLifecycle } from '../drill/drill.lifecycle.js';
import { transition, type Lifecycle } from './lifecycle.js';

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

  it('names what is possible when it refuses', () => {
    const lifecycle = { open: { close: { target: 'shut' } }, shut: { reopen: { target: 'open' }, seal: { target: 'shut' } } } as Lifecycle<'open' | 'shut', 'close' | 'reopen' | 'seal'>;
    const issues = [{ path: '', code: 'POSSIBLE', message: expect.objectContaining({ en: 'Possible in this state: reopen, seal.' }) as unknown }];
    expect(() => transition(lifecycle, 'shut', 'close')).toThrow(expect.objectContaining({ issues }));
  });
});
