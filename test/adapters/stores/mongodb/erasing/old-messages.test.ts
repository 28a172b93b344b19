import { expect } from 'chai';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { mongodbErasing } from '../../../../../src/adapters/stores/mongodb/erasing/erasing.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { DAY } from '../../../../../src/domain/model/time.js';
import { makePerson, openTo, person, sendTo } from '../../../../contracts/erasing/stage.js';
import { drain } from '../../../../contracts/events/stage.js';
import { ACME, NOW, on, right, times } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openErasingStage } from './stage.js';

/** The same database, and how many steps it takes. */
const counting = (database: Database) => {
  let steps = 0;
  return {
    database: { ...database, within: (...work) => ((steps += 1), database.within(...work)) } satisfies Database,
    steps: () => steps,
  };
};

withMongodb(() => {
  describe('old messages', () => {
    const test = on(openErasingStage);

    it(
      'are erased once, by three nodes at once and in any number of calls',
      test(async (stage) => {
        const who = person(1);
        const accounts = times(3, (index) => (index + 1) as AccountId);
        for (const account of accounts) {
          const contact = await makePerson(stage, who, account);
          // More than a page of one time.
          await Promise.all(times(130, (index) => sendTo(stage, contact, who, {}, NOW - (index < 110 ? 9 : 8) * DAY)));
          for (const index of times(20, (at) => at)) await sendTo(stage, contact, who, {}, NOW - 7 * DAY + index);
        }
        const counts = await Promise.all(
          stage.nodes.map(async ({ erasing }) => {
            let count = 0;
            for (let more = true; more;) {
              const round = await right(erasing.messagesBefore(NOW - 2 * DAY, NOW));
              count += round.count;
              ({ more } = round);
            }
            return count;
          }),
        );
        expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(3 * 150);
        for (const node of stage.nodes) await drain(node);
        const all = await stage.everything();
        expect(all).to.not.contain(who.caption);
        expect(all).to.not.contain(who.wamid);
      }),
    );

    it(
      'are not read again: an idle round costs a look-up an account',
      test(async (stage) => {
        const who = person(1);
        const contact = await makePerson(stage, who);
        for (const index of times(150, (at) => at)) await sendTo(stage, contact, who, {}, NOW - 9 * DAY + index);
        const { database, steps } = counting(stage.nodes[0].database);
        const erasing = mongodbErasing(database, () => undefined);
        expect((await right(erasing.messagesBefore(NOW, NOW))).count).to.equal(150);
        const before = steps();
        expect((await right(erasing.messagesBefore(NOW, NOW))).count).to.equal(0);
        // The accounts, the cursor of one, and what is behind it.
        expect(steps() - before).to.equal(3);
      }),
    );

    it(
      'wait for one whose outcome is awaited, which the next round takes with those behind it',
      test(async (stage) => {
        const who = person(1);
        const contact = await makePerson(stage, who);
        await sendTo(stage, contact, who, {}, NOW - 9 * DAY);
        const pending = await openTo(stage, contact, who, {}, NOW - 8 * DAY);
        await sendTo(stage, contact, who, {}, NOW - 7 * DAY);
        const first = await right(stage.erasing.messagesBefore(NOW, NOW));
        expect([first.count, first.pending, first.more]).to.deep.equal([2, 1, false]);
        await right(stage.messages.expire(pending.leaseUntil, false));
        const second = await right(stage.erasing.messagesBefore(NOW, NOW));
        expect([second.count, second.pending, second.more]).to.deep.equal([1, 0, false]);
        await right(stage.erasing.events(ACME, contact.id, NOW));
        expect(await stage.everything()).to.not.contain(who.caption);
      }),
    );

    it(
      'pass over a damaged one, which is named and stays',
      test(async (stage) => {
        const who = person(1);
        const contact = await makePerson(stage, who);
        const sent = [];
        for (const index of times(3, (at) => at))
          sent.push(await sendTo(stage, contact, who, {}, NOW - 9 * DAY + index));
        const messages = stage.nodes[0].database.collection('messages');
        await messages.updateOne({ id: { $eq: sent[1]?.id } }, { $set: { outcome: null, state: 'sad' } });
        const round = await right(stage.erasing.messagesBefore(NOW, NOW));
        expect([round.count, round.damaged.length, round.more]).to.deep.equal([2, 1, false]);
        expect(round.damaged[0]?.what).to.not.contain(who.caption);
        expect((await right(stage.erasing.messagesBefore(NOW, NOW))).damaged).to.deep.equal([]);
        expect((await right(stage.erasing.messages(ACME, contact.id))).damaged).to.have.length(1);
      }),
    );
  });
});
