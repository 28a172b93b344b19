import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import pino from 'pino';
import { openFilesystemSource } from '../../../../../src/adapters/stores/filesystem/move-source.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { openMongodbTarget } from '../../../../../src/adapters/stores/mongodb/records.js';
import { dayOf } from '../../../../../src/domain/model/event/activity.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint } from '../../../../contracts/events/stage.js';
import { changeAll, duePlan, ofIds, tried } from '../../../../contracts/deliveries/filled.js';
import { ACME, NOW, OTHER, right, some, times, whole } from '../../../../contracts/support.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { makeDataDir } from '../../filesystem/folder.js';
import { openNode } from '../fresh.js';

withMongodb(() => {
  describe('events, endpoints and deliveries that are moved from files', () => {
    it('are as they were, and go on: what waited is relayed, what is due is due, and places only rise', async () => {
      const folder = await makeDataDir();
      const database = await makeDatabase();
      const { dataDir } = folder;
      const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: manualTimer() };
      const served = await openFilesystemServer({ dataDir, encryptionKey: null }, upgrading);
      if (E.isLeft(served)) return expect.fail(served.left._tag);
      const before = served.right;
      const happen = happenIn(before);
      const [first, removed, second] = [
        await makeEndpoint(before, 1),
        await makeEndpoint(before, 2),
        await makeEndpoint(before, 3, { events: ['message.read'] }),
      ];
      await makeEndpoint(before, 4, { accountId: OTHER });
      for (const index of times(7, (at) => at)) await happen(ACME, 'message.sent', NOW + index);
      await drain(before);
      await changeAll(before, first, (await deliveriesTo(before, first)).slice(0, 3), tried(true));
      await right(before.endpoints.remove(ACME, removed.id));
      const [events, sent] = [await eventsOf(before), await deliveriesTo(before, first)];
      const endpoints = await whole(before.endpoints.list(ACME));
      const seen = await right(before.events.lastSeen(ACME));
      await happen(ACME, 'message.read', NOW + 9);
      const newest = await right(before.events.newest(ACME));
      await before.close();

      const opened = await openFilesystemSource({ dataDir, encryptionKey: null }, () => NOW);
      if (E.isLeft(opened)) return expect.fail(opened.left._tag);
      const { from, close } = opened.right;
      const source = { store: 'files', copy: 'first', movedIn: null };
      const target = await openMongodbTarget({ url: database.url, encryptionKey: null }, source, () => NOW);
      if (target === null) return expect.fail();
      const arrived = { count: 0, behind: null, isWhole: true };
      // Twice, as where a move was cut before it noted how far it had come.
      for (const _try of [1, 2])
        for (const kind of ['endpoints', 'events', 'deliveries', 'days', 'relays'] as const) {
          let moved = 0;
          for await (const { items } of from[kind].all(null)) {
            await right(target.moveTo[kind].put(items as never, arrived));
            moved += items.length;
          }
          expect(await right(target.moveTo[kind].count), kind).to.equal(moved);
        }
      await right(target.finish);
      await target.close();
      await close();

      const after = await openNode(database.url);
      expect((await eventsOf(after)).slice(0, -1)).to.deep.equal(events);
      expect(await deliveriesTo(after, first)).to.deep.equal(sent);
      expect(await whole(after.endpoints.list(ACME))).to.deep.equal(endpoints);
      expect(await right(after.events.lastSeen(ACME))).to.deep.equal(seen);
      expect((await right(after.deliveries.endpointsDue(NOW))).map(({ id }) => id)).to.include(first.id);
      expect(await duePlan(after, first)).to.have.members(ofIds(sent.slice(3)));
      await drain(after);
      expect(await deliveriesTo(after, first)).to.have.length(8);
      expect(await deliveriesTo(after, second)).to.have.length(1);
      expect(await right(after.events.newest(ACME))).to.equal(newest);
      await happenIn(after, 500)(ACME, 'message.read', NOW + 10);
      await drain(after);
      expect(await right(after.events.newest(ACME))).to.equal(newest + 1);
      expect(await right(after.events.counts(ACME, [dayOf(NOW)]))).to.deep.include.members([
        { sent: 7, delivered: 0, read: 2, failed: 0, unconfirmed: 0 },
      ]);
      await makeEndpoint(after, 9);
      expect(await some(after.endpoints.byId(ACME, first.id))).to.deep.equal(first);
      await after.close();
      await database.drop();
      await folder.remove();
    });
  });
});
