import { expect } from 'chai';
import { mongodbRateLimiter } from '../../../../src/adapters/stores/mongodb/rate-limiter.js';
import { rateLimiterContract } from '../../../contracts/rate-limiter.js';
import { right, times } from '../../../contracts/support.js';
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
