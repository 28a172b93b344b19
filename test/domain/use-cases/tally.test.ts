import { expect } from 'chai';
import { makeTally } from '../../../src/domain/use-cases/tally.js';

describe('what is under way', () => {
  /** A piece of work that ends when it is told to. */
  const gated = () => {
    const ends: { resolve: (value: string) => void; reject: (reason: Error) => void }[] = [];
    const { during, idle } = makeTally();
    const call = (name: string) =>
      during(() => new Promise<string>((resolve, reject) => ends.push({ resolve: () => resolve(name), reject })));
    return { ends, call, idle };
  };
  const isSettled = async (promise: Promise<unknown>): Promise<boolean> =>
    Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);

  it('is nothing at first', async () => {
    await gated().idle();
  });

  it('is waited for, also where it fails, and by everybody who waits', async () => {
    const { call, idle, ends } = gated();
    const first = call('first');
    const second = call('second').catch((error: Error) => error.message);
    const waiting = [idle(), idle()];
    ends[0]?.resolve('');
    expect(await first).to.equal('first');
    expect(await isSettled(Promise.race(waiting))).to.equal(false);
    ends[1]?.reject(new Error('failed'));
    expect(await second).to.equal('failed');
    await Promise.all(waiting);
    await idle();
  });
});
