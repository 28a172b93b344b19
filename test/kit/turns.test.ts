import { expect } from 'chai';
import { makeTurns } from '../../src/kit/turns.js';
import { turns } from '../support/turns.js';

/** Work that ends when it is told to. */
const makeWork = () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (name: number) => (): Promise<number> => {
    begun.push(name);
    return new Promise((resolve) => ends.push(() => resolve(name)));
  };
  return { begun, work, end: () => ends.shift()?.() };
};

describe('turns', () => {
  it('let so many run at once, and the others in the order they came', async () => {
    const { take } = makeTurns(2);
    const { begun, work, end } = makeWork();
    const all = Promise.all([1, 2, 3, 4, 5].map((name) => take(work(name))));
    await turns(3);
    expect(begun).to.deep.equal([1, 2]);
    end();
    await turns(3);
    expect(begun).to.deep.equal([1, 2, 3]);
    end();
    end();
    await turns(3);
    expect(begun).to.deep.equal([1, 2, 3, 4, 5]);
    end();
    end();
    expect(await all).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('go on after work that fails', async () => {
    const { take } = makeTurns(1);
    const failed = take(() => Promise.reject(new Error('EIO')));
    const next = take(() => Promise.resolve('read'));
    expect(await failed.catch((error: Error) => error.message)).to.equal('EIO');
    expect(await next).to.equal('read');
    expect(await take(() => Promise.resolve('again'))).to.equal('again');
  });
});
