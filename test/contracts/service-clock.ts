import { expect } from 'chai';
import { KEY_MINUTES, mayDeleteByAge, noService } from '../../src/domain/model/service-time.js';
import { type ServiceClock } from '../../src/domain/ports/service-clock.js';
import { DAY } from '../../src/domain/model/time.js';
import { NOW, on, type Open, right, times } from './support.js';

interface ServiceStage {
  readonly service: ServiceClock;
  /** The same store as another process has it open. */
  readonly elsewhere: ServiceClock;
}

/** What the port `ServiceClock` promises. */
export const serviceClockContract = (name: string, open: Open<ServiceStage>): void => {
  const test = on(open);

  describe(`ServiceClock: ${name}`, () => {
    it(
      'begins with no service, and counts minutes, whatever the wall clock says',
      test(async ({ service, elsewhere }) => {
        expect(await right(service.look(NOW))).to.deep.equal({ ...noService, seenAt: NOW });
        for (const [minutes, now] of [NOW, NOW - 400 * DAY, 0, NOW].entries())
          expect((await right(service.add(minutes, now))).minutes).to.equal(minutes + 1);
        expect((await right(elsewhere.look(NOW))).minutes).to.equal(4);
      }),
    );

    it(
      'adds a minute once, however many nodes add it at once',
      test(async ({ service, elsewhere }) => {
        const added = await Promise.all(
          times(20, (index) => right((index % 2 === 0 ? service : elsewhere).add(0, NOW))),
        );
        expect(added.map(({ minutes }) => minutes)).to.deep.equal(times(20, () => 1));
        expect((await right(elsewhere.add(0, NOW))).minutes).to.equal(1);
        expect((await right(elsewhere.add(1, NOW))).minutes).to.equal(2);
      }),
    );

    it(
      'trusts no clock that has jumped ahead until a day of service is over',
      test(async ({ service, elsewhere }) => {
        await right(service.look(NOW));
        expect(mayDeleteByAge(await right(service.look(NOW + 2 * DAY)))).to.equal(true);
        const jumped = await right(service.look(NOW + 400 * DAY));
        expect(mayDeleteByAge(jumped)).to.equal(false);
        expect(await right(elsewhere.look(NOW + 400 * DAY))).to.deep.equal(jumped);
        // It stays, also when the clock is set right again.
        expect(mayDeleteByAge(await right(service.look(NOW)))).to.equal(false);
        expect(jumped.deletesFrom).to.equal(KEY_MINUTES - 1);
      }),
    );
  });
};
