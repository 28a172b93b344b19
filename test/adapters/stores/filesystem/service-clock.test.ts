import { expect } from 'chai';
import { type MediaId } from '../../../../src/domain/model/media/media-id.js';
import { filesystemServiceClock } from '../../../../src/adapters/stores/filesystem/service-clock.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { serviceClockContract } from '../../../contracts/service-clock.js';
import { NOW, on, right } from '../../../contracts/support.js';
import { openFresh, serveIn } from './folder.js';

serviceClockContract('LMDB', async () => {
  const { environment, service, close } = await openFresh();
  return { service, elsewhere: filesystemServiceClock(environment), close };
});

describe('what expires by age', () => {
  it(
    'waits for a day of service after the clock has jumped',
    on(() => openFresh())(async ({ environment, prune, service, uploadHandles }) => {
      const media = 'm'.repeat(43) as MediaId;
      await right(service.look(NOW));
      await right(uploadHandles.keep(media, '101', 'id', NOW + 25 * DAY));
      const later = NOW + 400 * DAY;
      expect((await right(prune(later))).count).to.equal(0);
      await serveIn(environment)(24 * 60 - 1);
      expect((await right(prune(later))).count).to.equal(0);
      await serveIn(environment)(1);
      expect((await right(prune(later))).count).to.equal(1);
    }),
  );
});
