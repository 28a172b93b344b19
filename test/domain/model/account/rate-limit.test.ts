import { expect } from 'chai';
import fc from 'fast-check';
import { countCall, rateLimitOf, WINDOW_SECONDS } from '../../../../src/domain/model/account/rate-limit.js';

describe('The rate limit', () => {
  it('ends in 1 to 60 seconds, whatever fractions the clock has', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e10, noNaN: true }),
        fc.double({ min: 0, max: 60_000, noNaN: true }),
        (opened, passed) => {
          const window = countCall(undefined, opened, WINDOW_SECONDS * 1_000);
          expect(rateLimitOf(60, window, opened + passed).resetSeconds).to.be.within(1, WINDOW_SECONDS);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('ends in 60 seconds for the call that opens it, also where 60 000 is added to a fraction and rounded up', () => {
    const now = 53_273.184_947_100_315;
    expect(rateLimitOf(60, countCall(undefined, now, 60_000), now).resetSeconds).to.equal(60);
  });
});
