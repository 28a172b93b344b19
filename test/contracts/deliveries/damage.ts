import { expect } from 'chai';
import { type Gaps, type WebhookStage } from '../events/stage.js';
import { SECRET_DAMAGE } from '../messages/damage.js';
import { NOW, on, type Open, rejection, right } from '../support.js';
import { changeAll, dueOf, filled, ofIds, stopped, tried } from './filled.js';

const anything = { status: null, type: null };

/** What the port `Deliveries` promises of records that do not decode. */
export const damagedDeliveriesContract = (open: Open<WebhookStage>, { noRecords }: Gaps): void => {
  const test = on(open);
  const damaging = noRecords ? it.skip : it;

  damaging(
    'fail alone where they are damaged: the others are listed, due and replayed',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 5);
      const [bad, ...good] = [...deliveries.slice(2, 3), ...deliveries.slice(0, 2), ...deliveries.slice(3)];
      if (bad === undefined) return expect.fail();
      await stage.damage.delivery(endpoint, bad.id);
      const page = await right(stage.deliveries.list(endpoint, anything, null, 100));
      expect(ofIds(page.items)).to.have.members(ofIds(good));
      expect(page.damaged).to.have.length(1);
      const work = await dueOf(stage, endpoint);
      expect(work.due.map(({ delivery }) => delivery.id)).to.have.members(ofIds(good));
      for (const fault of [
        ...page.damaged.map(({ what }) => what),
        ...work.damaged.map(({ what }) => what),
        await rejection(stage.deliveries.byId(endpoint, bad.id)),
      ])
        expect(String(fault)).to.include(bad.id).and.not.include(SECRET_DAMAGE.secret);
      await changeAll(stage, endpoint, good.slice(0, 1), tried(true));
      expect(await stopped(stage, endpoint)).to.equal(3);
      expect(
        await right(stage.deliveries.replayAll(endpoint, { status: null, since: NOW, until: null }, NOW)),
      ).to.equal(4);
    }),
  );

  damaging(
    'are left out of what is due where their event is damaged, and named',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 3);
      const [first, ...rest] = deliveries;
      if (first === undefined) return expect.fail();
      await stage.damage.event(endpoint.accountId, first.eventId);
      const { due, damaged } = await dueOf(stage, endpoint);
      expect(due.map(({ delivery }) => delivery.id)).to.have.members(ofIds(rest));
      expect(damaged).to.have.length(1);
      expect(damaged[0]?.what).to.not.include(SECRET_DAMAGE.secret);
    }),
  );
};
