import { expect } from 'chai';
import { NO_PLACE } from '../../../src/domain/model/event/event-id.js';
import { ACME, NOW, on, type Open, right, times } from '../support.js';
import { SECRET_DAMAGE } from '../messages/damage.js';
import { drain, eventsOf, type Gaps, makeEndpoint, timesOf, type WebhookStage } from './stage.js';

/** What the port `EventLog` promises of events that do not decode. */
export const damagedEventsContract = (open: Open<WebhookStage>, { noRecords }: Gaps): void => {
  const test = on(open);
  const damaging = noRecords ? it.skip : it;

  damaging(
    'fail alone where they are damaged: the others are read, and what is damaged is named without its content',
    test(async (stage) => {
      for (const index of times(5, (at) => at)) await stage.happen(ACME, 'message.sent', NOW + index);
      await drain(stage);
      const all = await eventsOf(stage);
      await stage.damage.event(ACME, all[2]?.id ?? expect.fail());
      const page = await right(stage.events.after(ACME, NO_PLACE, null, 100));
      expect(timesOf(page.items)).to.deep.equal(timesOf([...all.slice(0, 2), ...all.slice(3)]));
      expect(page.damaged).to.have.length(1);
      expect(page.more).to.equal(false);
      expect(page.damaged[0]?.what).to.include('events').and.not.include(SECRET_DAMAGE.secret);
      for (const limit of [1, 2, 3]) {
        const first = await right(stage.events.after(ACME, NO_PLACE, null, limit));
        const more = await right(stage.events.after(ACME, first.through, null, 100));
        expect([...first.items, ...more.items]).to.deep.equal(page.items);
      }
      await stage.happen(ACME, 'message.sent', NOW + 9);
      await drain(stage);
      expect(await right(stage.events.newest(ACME))).to.be.above(page.through);
    }),
  );

  damaging(
    'are relayed past an endpoint that is damaged, to all others',
    test(async (stage) => {
      const [bad, good] = [await makeEndpoint(stage, 1), await makeEndpoint(stage, 2)];
      await stage.damage.endpoint(bad);
      await stage.happen(ACME, 'message.sent', NOW);
      const relayed = await right(stage.events.relay(ACME, NOW));
      expect(relayed.damaged.map(({ what }) => what).join()).to.not.include(SECRET_DAMAGE.secret);
      await drain(stage);
      expect((await right(stage.deliveries.list(good, { status: null, type: null }, null, 10))).items).to.have.length(
        1,
      );
    }),
  );
};
