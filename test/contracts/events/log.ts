import { expect } from 'chai';
import { type EventPlace, NO_PLACE, placeOfEventId } from '../../../src/domain/model/event/event-id.js';
import { type LoggedEvent } from '../../../src/domain/model/event/event.js';
import { ACME, NOBODY, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { drain, eventsOf, type Gaps, happenings, timesOf, typesOf, type WebhookStage } from './stage.js';

const placeOf = ({ id }: LoggedEvent): number => {
  const place = placeOfEventId(id);
  return place._tag === 'Some' ? place.value : expect.fail(`${id} has no place`);
};

/** What the port `EventLog` promises of reading. */
export const logContract = (open: Open<WebhookStage>, { oneProcess }: Gaps): void => {
  const test = on(open);

  it(
    'have none where nothing happened',
    test(async ({ events }) => {
      expect(await right(events.waiting(10))).to.deep.equal([]);
      expect(await right(events.newest(ACME))).to.equal(NO_PLACE);
      expect(await right(events.after(ACME, NO_PLACE, null, 10))).to.deep.equal({
        items: [],
        damaged: [],
        through: NO_PLACE,
        more: false,
      });
      expect(await right(events.relay(NOBODY, NOW))).to.deep.equal({
        count: 0,
        more: false,
        endpoints: [],
        damaged: [],
      });
    }),
  );

  it(
    'are read in the order in which they happened, each under an id of its place',
    test(async (stage) => {
      for (const [index, type] of happenings.entries()) {
        await stage.happen(ACME, type, NOW + index);
        await drain(stage);
      }
      const read = await eventsOf(stage);
      expect(typesOf(read)).to.deep.equal(happenings);
      expect(timesOf(read)).to.deep.equal(happenings.map((_, index) => NOW + index));
      for (const { event } of read) expect(event.accountId).to.equal(ACME);
      const places = read.map(placeOf);
      expect(places).to.deep.equal([...new Set(places)].sort((one, other) => one - other));
      expect(read.map(({ id }) => id)).to.deep.equal(read.map(({ id }) => id).sort());
      expect(await right(stage.events.newest(ACME))).to.equal(places.at(-1));
      expect(await eventsOf(stage.elsewhere)).to.deep.equal(read);
    }),
  );

  it(
    'keep their ids and their order, and get places only behind the last',
    test(async (stage) => {
      for (const index of times(5, (at) => at)) await stage.happen(ACME, 'message.sent', NOW + index);
      await drain(stage);
      const before = await eventsOf(stage);
      const newest = await right(stage.events.newest(ACME));
      for (const index of times(5, (at) => at)) await stage.happenElsewhere(ACME, 'message.read', NOW + index);
      await drain(stage);
      const after = await eventsOf(stage);
      expect(after.slice(0, 5)).to.deep.equal(before);
      expect(after).to.have.length(10);
      expect(await eventsOf(stage, ACME, null, 100, newest)).to.deep.equal(after.slice(5));
    }),
  );

  it(
    'are read page by page, each once, whatever the limit and the types',
    test(async (stage) => {
      for (const index of times(23, (at) => at))
        await stage.happen(ACME, happenings[index % 3] ?? 'message.sent', NOW + index);
      await drain(stage);
      const all = await eventsOf(stage);
      expect(all).to.have.length(23);
      for (const limit of [1, 2, 7, 23, 100])
        for (const types of [
          null,
          ['contact.created'],
          ['message.sent', 'message.delivered'],
          ['message.failed'],
        ] as const)
          expect(await eventsOf(stage, ACME, types, limit), `${limit} of ${types?.join()}`).to.deep.equal(
            all.filter(({ event }) => types === null || (types as readonly string[]).includes(event.type)),
          );
    }),
  );

  it(
    'are read behind any place, also one that is no event',
    test(async (stage) => {
      for (const index of times(6, (at) => at)) await stage.happen(ACME, 'message.sent', NOW + index);
      await drain(stage);
      const all = await eventsOf(stage);
      for (const [index, one] of all.entries())
        expect(await eventsOf(stage, ACME, null, 2, placeOf(one) as EventPlace)).to.deep.equal(all.slice(index + 1));
      const beyond = (placeOf(all.at(-1) ?? expect.fail()) + 1_000) as EventPlace;
      const page = await right(stage.events.after(ACME, beyond, null, 10));
      expect(page).to.include({ more: false }).and.deep.include({ items: [] });
    }),
  );

  it(
    'are seen by their account alone',
    test(async (stage) => {
      await stage.happen(ACME, 'message.sent', NOW);
      await stage.happen(OTHER, 'message.failed', NOW + 1);
      await stage.happen(ACME, 'message.read', NOW + 2);
      await drain(stage);
      expect(timesOf(await eventsOf(stage, ACME))).to.have.members([NOW, NOW + 2]);
      expect(timesOf(await eventsOf(stage, OTHER))).to.deep.equal([NOW + 1]);
      expect(await eventsOf(stage, NOBODY)).to.deep.equal([]);
    }),
  );

  it(
    'wait until they are relayed, and then no more',
    test(async (stage) => {
      const { events } = stage;
      await stage.happen(ACME, 'message.sent', NOW);
      await stage.happen(OTHER, 'message.sent', NOW + 1);
      await stage.happen(OTHER, 'message.sent', NOW + 2);
      expect([...(await right(events.waiting(10)))].sort()).to.deep.equal([ACME, OTHER]);
      expect(await right(events.waiting(1))).to.have.length(1);
      let count = 0;
      for (let more = true; more;) {
        const relayed = await right(events.relay(OTHER, NOW));
        count += relayed.count;
        more = relayed.more;
      }
      expect(count).to.equal(2);
      expect(await right(events.waiting(10))).to.deep.equal([ACME]);
      await drain(stage);
      expect(await right(events.waiting(10))).to.deep.equal([]);
      expect(await right(events.relay(ACME, NOW))).to.include({ count: 0, more: false });
    }),
  );

  (oneProcess ? it.skip : it)(
    'wait for one process at a time, which may change from account to account',
    test(async ({ events, elsewhere, happen, happenElsewhere }) => {
      await happen(ACME, 'message.sent', NOW);
      await happenElsewhere(OTHER, 'message.sent', NOW);
      const nodes = [events, elsewhere.events, events, elsewhere.events];
      const [here, there, hereAgain, thereAgain] = await Promise.all(nodes.map((one) => right(one.waiting(10))));
      const mine = new Set([...(here ?? []), ...(hereAgain ?? [])]);
      const theirs = new Set([...(there ?? []), ...(thereAgain ?? [])]);
      expect([...mine].filter((account) => theirs.has(account))).to.deep.equal([]);
      expect([...mine, ...theirs].sort()).to.deep.equal([ACME, OTHER]);
    }),
  );

  it(
    'call back whoever listens in their process, until they stop',
    test(async ({ events, happen }) => {
      let heard = 0;
      const end = events.onWritten(() => (heard += 1));
      const first = new Promise<void>((resolve) => events.onWritten(resolve));
      await happen(ACME, 'message.sent', NOW);
      await first;
      expect(heard).to.be.at.least(1);
      end();
      end();
      heard = 0;
      const second = new Promise<void>((resolve) => events.onWritten(resolve));
      await happen(ACME, 'contact.created', NOW);
      await second;
      expect(heard).to.equal(0);
    }),
  );
};
