import { expect } from 'chai';
import { dayOf } from '../../../../../src/domain/model/event/activity.js';
import { DAYS_COUNTED, EVENTS_KEPT } from '../../../../../src/domain/model/event/kept-for.js';
import { DAY } from '../../../../../src/domain/model/time.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint, timesOf } from '../../../../contracts/events/stage.js';
import { SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { ACME, NOW, on, OTHER, right, times } from '../../../../contracts/support.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { openNode, serveOn } from '../fresh.js';

const open = async () => {
  const { url, drop } = await makeDatabase();
  const node = await openNode(url);
  return {
    ...node,
    happen: happenIn(node),
    close: async () => {
      await node.close();
      await drop();
    },
  };
};

withMongodb(() => {
  describe('events in MongoDB', () => {
    const test = on(open);

    it(
      'go with their deliveries after 30 days, but for the newest and those that are not relayed',
      test(async (node) => {
        await serveOn(node)(60);
        const endpoint = await makeEndpoint(node);
        const old = NOW - EVENTS_KEPT;
        for (const index of times(130, (at) => at)) await node.happen(ACME, 'message.sent', old - 200 + index);
        await node.happen(ACME, 'message.sent', old);
        await node.happen(OTHER, 'message.sent', old - 1);
        await drain(node);
        const pruned = await right(node.prune(NOW));
        expect(pruned.damaged).to.deep.equal([]);
        expect(timesOf(await eventsOf(node))).to.deep.equal([old]);
        expect(timesOf(await eventsOf(node, OTHER))).to.deep.equal([old - 1]);
        expect((await deliveriesTo(node, endpoint)).map(({ eventAt }) => eventAt)).to.deep.equal([old]);
        await node.happen(ACME, 'message.sent', old - 7);
        await right(node.prune(NOW));
        await drain(node);
        expect(timesOf(await eventsOf(node))).to.deep.equal([old, old - 7]);
        expect(await right(node.events.newest(ACME))).to.equal(132);
      }),
    );

    it(
      'are counted for 31 days',
      test(async (node) => {
        await serveOn(node)(60);
        const [kept, gone] = [NOW - (DAYS_COUNTED - 1) * DAY, NOW - DAYS_COUNTED * DAY];
        for (const at of [kept, gone]) await node.happen(ACME, 'message.sent', at);
        await drain(node);
        const counts = async () =>
          (await right(node.events.counts(ACME, [dayOf(kept), dayOf(gone)]))).map((one) => one.sent);
        expect(await counts()).to.deep.equal([1, 1]);
        await right(node.prune(NOW));
        expect(await counts()).to.deep.equal([1, 0]);
      }),
    );

    it(
      'wait in a document; a damaged one stays there, is named once, and keeps no other from being relayed',
      test(async (node) => {
        for (const index of [1, 2, 3]) await node.happen(ACME, 'message.sent', NOW + index);
        const messages = node.database.collection('messages');
        await messages.updateOne({ accountId: ACME, id: 2 }, { $set: { 'events.0.message': SECRET_DAMAGE } });
        await messages.updateOne({ accountId: ACME, id: 3 }, { $push: { events: 7 } as never });
        const { damaged } = await right(
          (await right(node.events.waiting(1))).length === 1 ? node.events.relay(ACME, NOW) : expect.fail(),
        );
        const named = damaged.map(({ what }) => what);
        expect(named).to.have.length(2);
        expect(named.join()).to.include('messages').and.not.include(SECRET_DAMAGE.secret);
        expect(await right(node.events.waiting(1))).to.deep.equal([]);
        expect(timesOf(await eventsOf(node))).to.deep.equal([NOW + 1, NOW + 3]);
        const left = await messages.find({ events: { $exists: true } }).toArray();
        expect(left.map(({ id }): unknown => id)).to.deep.equal([2, 3]);
      }),
    );
  });
});
