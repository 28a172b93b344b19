import { expect } from 'chai';
import { type MediaId } from '../../../../src/domain/model/media/media-id.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { serviceClockContract } from '../../../contracts/service-clock.js';
import { NOW, on, right } from '../../../contracts/support.js';
import { withMongodb } from '../../../support/mongodb/database.js';
import { openFresh, openPatiently, serveOn } from './fresh.js';

withMongodb(() => {
  serviceClockContract('MongoDB', async () => {
    const { service, url, close } = await openFresh();
    const node = await openPatiently(url);
    return {
      service,
      elsewhere: node.service,
      close: async () => {
        await node.close();
        await close();
      },
    };
  });

  describe('what expires by age in MongoDB', () => {
    it(
      'waits for a day of service after the clock has jumped',
      on(() => openFresh())(async (records) => {
        const { prune, service, uploadHandles } = records;
        const media = 'm'.repeat(43) as MediaId;
        const later = NOW + 400 * DAY;
        await right(service.look(NOW));
        await right(uploadHandles.keep(media, '101', 'id', NOW + 25 * DAY));
        expect((await right(prune(later))).count).to.equal(0);
        await serveOn(records)(24 * 60);
        expect((await right(prune(later))).count).to.equal(1);
      }),
    );
  });
});
