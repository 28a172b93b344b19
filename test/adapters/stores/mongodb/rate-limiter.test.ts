import { expect } from 'chai';
import { mongodbRateLimiter } from '../../../../src/adapters/stores/mongodb/rate-limiter.js';
import { realTime } from '../../../../src/kit/time/timer.js';
import { rateLimiterContract } from '../../../contracts/rate-limiter.js';
import { right, times } from '../../../contracts/support.js';
import { withClockOff } from '../../../support/clock-off.js';
import { makeDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { diskFull, startRefusingProxy } from '../../../support/mongodb/refusing-proxy.js';
import { openFresh, openPatiently } from './fresh.js';

withMongodb(() => {
  rateLimiterContract('MongoDB', async () => {
    const { database, rateLimiter: limiter, close } = await openFresh();
    return { limiter, hasty: mongodbRateLimiter(database, 1), close };
  });

  describe('a rate limit in MongoDB', () => {
    it('is one for all nodes', async () => {
      const { url, rateLimiter, close } = await openFresh();
      const other = await openPatiently(url);
      const limiters = [rateLimiter, other.rateLimiter];
      const results = await Promise.all(
        times(110, (index) => right((limiters[index % 2] as typeof rateLimiter).count('t', 60))),
      );
      expect(results.filter(({ allowed }) => allowed)).to.have.length(60);
      await other.close();
      await close();
    });

    it('lasts no longer than a minute after a restart with a clock that was set back', async () => {
      const { url, rateLimiter, close } = await openFresh();
      for (const _ of times(3, () => null)) await right(rateLimiter.count('t', 2));
      await withClockOff(-1, async () => {
        const database = await openPatiently(url);
        let elapsed = 0;
        const restarted = mongodbRateLimiter(database.database, 60, { ...realTime, now: () => elapsed });
        expect(await right(restarted.count('t', 2))).to.include({ allowed: false, resetSeconds: 60 });
        // Reading the clock on the wall takes a moment of the minute.
        elapsed = 50_000;
        expect(await right(restarted.count('t', 2))).to.include({ allowed: false });
        elapsed = 60_000;
        expect(await right(restarted.count('t', 2))).to.include({ allowed: true, remaining: 1 });
        await database.close();
      });
      await close();
    });

    it('is opened once by the nodes that find the one before over at once', async () => {
      const { url, close } = await openFresh();
      let elapsed = 0;
      const time = { ...realTime, now: () => elapsed };
      const nodes = await Promise.all(times(3, () => openPatiently(url)));
      const limiters = nodes.map(({ database }) => mongodbRateLimiter(database, 60, time));
      const counts = async (calls: number): Promise<number> => {
        const results = await Promise.all(
          times(calls, (index) => right((limiters[index % 3] as (typeof limiters)[number]).count('t', 10))),
        );
        return results.filter(({ allowed }) => allowed).length;
      };
      expect(await counts(30)).to.equal(10);
      elapsed = 60_000;
      expect(await counts(60)).to.equal(10);
      await Promise.all(nodes.map((node) => node.close()));
      await close();
    });

    it('counts on in a window that an earlier version has opened', async () => {
      const { database, rateLimiter, close } = await openFresh();
      const expire = new Date(Date.now() + 30_000);
      await database.collection('rateLimits').insertOne({ _id: 'x', key: 't', points: 2, expire });
      const { remaining, resetSeconds } = await right(rateLimiter.count('t', 4));
      expect(remaining).to.equal(1);
      expect(resetSeconds).to.be.within(1, 30);
      await close();
    });

    it('is counted by each node alone while the database counts nothing', async () => {
      const database = await makeDatabase();
      const proxy = await startRefusingProxy(database.url);
      const records = await openPatiently(proxy.url);
      proxy.refuse(diskFull, ['findAndModify'], 'rateLimits');
      const results = await Promise.all(times(60, () => right(records.rateLimiter.count('t', 10))));
      expect(results.filter(({ allowed }) => allowed)).to.have.length(10);
      proxy.allow();
      expect(await right(records.rateLimiter.count('t', 10))).to.include({ allowed: true, remaining: 9 });
      await records.close();
      await proxy.close();
      await database.drop();
    });
  });
});
