import { expect } from 'chai';
import { skippingTime } from './skipping-time.js';
import { done, retrying, type RetryRules, type Try } from '../../../src/kit/time/retrying.js';

let time: ReturnType<typeof skippingTime>;
const pauses: number[] = [];
const rules = (more: Partial<RetryRules<string>> = {}): RetryRules<string> => ({
  firstPauseMs: 1,
  windowMs: 5_000,
  time,
  stopping: new AbortController().signal,
  onRetry: (_retry, pauseMs) => pauses.push(pauseMs),
  ...more,
});
const again = (otherwise: string, more: Partial<Extract<Try<string>, { _tag: 'Again' }>> = {}): Try<string> => ({
  _tag: 'Again',
  pace: 'quick',
  atLeastMs: 0,
  otherwise,
  ...more,
});

describe('retrying', () => {
  beforeEach(() => {
    pauses.length = 0;
    time = skippingTime(() => true);
  });

  it('stops at the first try that is done', async () => {
    let tries = 0;
    const result = await retrying(async () => ((tries += 1) < 4 ? again('no') : done('yes')), rules());
    expect([result, tries]).to.deep.equal(['yes', 4]);
  });

  it('makes pauses that grow, each between half and the whole of its length', async () => {
    let tries = 0;
    await retrying(async () => ((tries += 1) < 6 ? again('no') : done('yes')), rules({ firstPauseMs: 4 }));
    expect(pauses).to.have.length(5);
    pauses.forEach((pause, n) => {
      expect(pause).to.be.within(2 * 2 ** n, 4 * 2 ** n);
    });
  });

  it('makes longer ones where the other side is throttling', async () => {
    let tries = 0;
    await retrying(async () => ((tries += 1) < 4 ? again('no', { pace: 'slow' }) : done('yes')), rules());
    pauses.forEach((pause, n) => {
      expect(pause).to.be.within(4 ** n, 2 * 4 ** n);
    });
  });

  it('never pauses shorter than it is asked to', async () => {
    let tries = 0;
    await retrying(async () => ((tries += 1) < 3 ? again('no', { atLeastMs: 900 }) : done('yes')), rules());
    expect(pauses).to.deep.equal([900, 900]);
  });

  it('makes the first try in any case, and no retry that would begin outside its window', async () => {
    for (const windowMs of [0, -1_000]) {
      let tries = 0;
      const result = await retrying(async () => again(`no ${(tries += 1)}`), rules({ windowMs }));
      expect(result).to.equal('no 1');
    }
    const result = await retrying(async () => again('no', { atLeastMs: 10_000 }), rules());
    expect(result).to.equal('no');
    expect(pauses).to.have.length(0);
  });

  it('gives the last result when it gives up', async () => {
    let tries = 0;
    const result = await retrying(async () => again(String((tries += 1))), rules({ windowMs: 30 }));
    expect(result).to.equal(String(tries));
    expect(tries).to.be.within(5, 7);
    expect(time.skipped).to.deep.equal(pauses);
  });

  it('makes no retry once its end was asked about for too long, or it was stopped meanwhile', async () => {
    for (const meanwhile of ['late', 'stopped'] as const) {
      const stopping = new AbortController();
      let tries = 0;
      const result = await retrying(async () => again(`no ${(tries += 1)}`), {
        ...rules({ windowMs: 1_000 }),
        stopping: stopping.signal,
        endsWith: async () => {
          if (meanwhile === 'stopped') stopping.abort();
          else await new Promise<void>((over) => time.timer(1_001, over));
          return null;
        },
      });
      expect(result, meanwhile).to.equal('no 1');
    }
  });
});
