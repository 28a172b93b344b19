import { expect } from 'chai';
import { type RateLimit } from '../../src/domain/model/account/rate-limit.js';
import { type RateLimiter } from '../../src/domain/ports/rate-limiter.js';
import { withClockOff } from '../support/clock-off.js';
import { until } from '../support/until.js';
import { on, type Open, right, times } from './support.js';

export interface RateLimiterStage {
  readonly limiter: RateLimiter;
  /** The same limiter but for its window, which lasts a second. */
  readonly hasty: RateLimiter;
}

/** What the port `RateLimiter` promises. */
export const rateLimiterContract = (name: string, open: Open<RateLimiterStage>): void => {
  const test = on(open);
  const allowed = (results: readonly RateLimit[]): number => results.filter(({ allowed: yes }) => yes).length;

  describe(`RateLimiter: ${name}`, () => {
    it(
      'counts down to nothing, then refuses',
      test(async ({ limiter }) => {
        const seen = [];
        for (const _ of times(5, () => null)) seen.push(await right(limiter.count('t', 3)));
        expect(seen.map(({ remaining }) => remaining)).to.deep.equal([2, 1, 0, 0, 0]);
        expect(seen.map(({ allowed: yes }) => yes)).to.deep.equal([true, true, true, false, false]);
        expect(seen.map(({ limit }) => limit)).to.deep.equal([3, 3, 3, 3, 3]);
      }),
    );

    it(
      'says when the window ends: a minute after the first call, whole seconds, never 0',
      test(async ({ limiter }) => {
        const begun = performance.now();
        for (const { resetSeconds } of [await right(limiter.count('t', 1)), await right(limiter.count('t', 1))]) {
          // As long as this took, so much of the minute may be over.
          const over = Math.ceil((performance.now() - begun) / 1_000);
          expect(resetSeconds).to.be.within(Math.max(1, 60 - over), 60);
          expect(resetSeconds % 1).to.equal(0);
        }
      }),
    );

    it(
      'allows exactly the limit of 50 more calls at once',
      test(async ({ limiter }) => {
        const results = await Promise.all(times(110, () => right(limiter.count('t', 60))));
        expect(allowed(results)).to.equal(60);
        const left = results.filter(({ allowed: yes }) => yes).map(({ remaining }) => remaining);
        expect(left.sort((a, b) => a - b)).to.deep.equal(times(60, (index) => index));
      }),
    );

    it(
      'keeps tokens apart',
      test(async ({ limiter }) => {
        await Promise.all(times(5, () => right(limiter.count('a', 2))));
        expect(await right(limiter.count('b', 2))).to.include({ allowed: true, remaining: 1 });
        for (const odd of ['a:b', '__proto__', 'constructor', 'a\u0000'])
          expect(await right(limiter.count(odd, 2))).to.include({ allowed: true, remaining: 1 });
      }),
    );

    it(
      'allows nothing where the limit is 0',
      test(async ({ limiter }) => {
        expect(await right(limiter.count('t', 0))).to.include({ allowed: false, remaining: 0, limit: 0 });
      }),
    );

    it(
      'takes a limit that is raised or lowered in the middle of a window at once',
      test(async ({ limiter }) => {
        for (const _ of times(2, () => null)) await right(limiter.count('t', 2));
        expect(await right(limiter.count('t', 5))).to.include({ allowed: true, limit: 5, remaining: 2 });
        expect(await right(limiter.count('t', 1))).to.include({ allowed: false, limit: 1, remaining: 0 });
      }),
    );

    it(
      'opens a new window when the first is over, which refused calls do not extend',
      test(async ({ hasty }) => {
        const isAllowed = async (): Promise<boolean> => (await right(hasty.count('t', 1))).allowed;
        expect(await isAllowed()).to.equal(true);
        // A busy machine may let a window end before the second call.
        await until('a refusal', async () => !(await isAllowed()));
        await until('a new window', isAllowed);
      }),
    );

    it(
      'lets a clock that is set back or forward change no window, in what it says and in fact',
      test(async ({ limiter, hasty }) => {
        for (const hours of [-1, 1, -24 * 365]) {
          const token = `t${hours}`;
          await right(limiter.count(token, 1));
          const first = await right(hasty.count(`${token} in haste`, 1));
          expect(first.allowed).to.equal(true);
          await withClockOff(hours, async () => {
            expect(await right(limiter.count(token, 1))).to.include({ allowed: false });
            expect((await right(limiter.count(token, 1))).resetSeconds).to.be.within(1, 60);
            await until('a new window', async () => (await right(hasty.count(`${token} in haste`, 1))).allowed);
            // One that is opened by a clock that is off.
            await right(limiter.count(`${token} later`, 1));
          });
          expect((await right(limiter.count(`${token} later`, 1))).resetSeconds).to.be.within(1, 60);
        }
      }),
    );

    it(
      'stays exact while the clock is set back between calls',
      test(async ({ limiter }) => {
        const results = await Promise.all(times(50, () => right(limiter.count('t', 60))));
        const later = await withClockOff(-1, () => Promise.all(times(60, () => right(limiter.count('t', 60)))));
        expect(allowed([...results, ...later])).to.equal(60);
      }),
    );
  });
};
