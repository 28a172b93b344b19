import { expect } from 'chai';
import { lazy } from '../../src/kit/lazy.js';

describe('a lazy value', () => {
  for (const value of [7, undefined, null])
    it(`is made at the first call and never again: ${String(value)}`, () => {
      let calls = 0;
      const found = lazy(() => {
        calls += 1;
        return value;
      });
      expect(calls).to.equal(0);
      expect([found(), found()]).to.deep.equal([value, value]);
      expect(calls).to.equal(1);
    });

  it('is made again after a call that threw', () => {
    let calls = 0;
    const found = lazy(() => {
      calls += 1;
      if (calls === 1) throw new Error('first');
      return calls;
    });
    expect(found).to.throw('first');
    expect(found()).to.equal(2);
  });
});
