import { LoadShedding } from './load-shedding.js';

describe('load shedding', () => {
  it('takes as many requests as agreed and no more, until one is answered', () => {
    const load = new LoadShedding({ mostInHand: 2, longestDelayMs: 100 });
    expect([load.take(), load.take(), load.take()]).toEqual([true, true, false]);
    expect(load.inHand).toBe(2);
    load.done();
    expect([load.take(), load.take()]).toEqual([true, false]);
  });

  it('turns requests away once the event loop was late for two windows, and takes them again after one that was not', () => {
    const load = new LoadShedding({ mostInHand: 10, longestDelayMs: 100 });
    const taken = [101, 101, 101, 100, 101, Number.NaN, 101].map((delay) => {
      load.look(delay);
      return load.take();
    });
    expect(taken).toEqual([true, false, false, true, true, true, true]);
  });
});
