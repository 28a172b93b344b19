import { expect } from 'chai';
import { withoutPerson } from '../../../src/domain/model/event/erased-event.js';
import { type Delivery, erasedDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { triedDelivery } from '../../../src/domain/model/webhook/retry-schedule.js';
import { refOfEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint } from '../events/stage.js';
import { ACME, NOW, right, some, times } from '../support.js';
import { eraseAll, eraseRest, makePerson, person, sendTo, type Test } from './stage.js';

/** A delivery whose endpoint has answered with a text about a person. */
const answered =
  (body: string) =>
  (delivery: Delivery): Delivery => ({
    ...delivery,
    tries: [...delivery.tries, { at: NOW, httpStatus: 500, reason: 'http_status', ms: 3, body }],
  });

/** What the port `Erasing` promises of events and deliveries. */
export const erasedEventLaws = (test: Test): void => {
  it(
    'events of an erased contact keep their ids, order, types and times, and nothing of the person',
    test(async (stage) => {
      const [who, other] = [person(1), person(2)];
      const [contact, second] = [await makePerson(stage, who), await makePerson(stage, other)];
      await sendTo(stage, contact, who);
      await sendTo(stage, second, other);
      await drain(stage);
      // This one waits when the contact is erased.
      await sendTo(stage, contact, who);
      await eraseAll(stage, contact, NOW + 9);
      await drain(stage);
      const after = await eventsOf(stage);
      expect(after.map(({ event }) => event.type).sort()).to.deep.equal([
        'contact.created',
        'contact.created',
        'contact.erased',
        'message.sent',
        'message.sent',
        'message.sent',
      ]);
      for (const { event } of after) {
        const isTheirs =
          JSON.stringify(event).includes(other.firstname) || JSON.stringify(event).includes(other.caption);
        if (!isTheirs) expect(event).to.deep.equal(withoutPerson(event));
      }
      expect(after.filter(({ event }) => withoutPerson(event) !== event)).to.have.length(2);
      expect(JSON.stringify(after)).to.not.contain(who.phone);
      await eraseRest(stage, contact);
      expect(await eventsOf(stage)).to.deep.equal(after);
    }),
  );

  it(
    'deliveries lose what endpoints have answered, and what is due stays',
    test(async (stage) => {
      const [who, other] = [person(1), person(2)];
      const endpoints = [await makeEndpoint(stage, 1), await makeEndpoint(stage, 2)];
      const [contact, second] = [await makePerson(stage, who), await makePerson(stage, other)];
      await sendTo(stage, contact, who);
      await sendTo(stage, second, other);
      await drain(stage);
      const all = async () => Promise.all(endpoints.map((endpoint) => deliveriesTo(stage, endpoint)));
      for (const [index, deliveries] of (await all()).entries()) {
        const endpoint = endpoints[index];
        if (endpoint === undefined) continue;
        const changes = deliveries.map(({ id }) => ({ id, change: answered(`who is ${who.firstname}?`) }));
        await some(stage.deliveries.change(refOfEndpoint(endpoint), changes, (one) => one));
      }
      const before = await all();
      await eraseAll(stage, contact, NOW + 9);
      const events = await eventsOf(stage);
      const after = await all();
      const idsOfOther = events.filter(({ event }) => JSON.stringify(event).includes(other.phone)).map(({ id }) => id);
      expect(idsOfOther).to.have.length(2);
      const expected = before.map((deliveries) =>
        deliveries.map((one) => (idsOfOther.includes(one.eventId) ? one : erasedDelivery(one))),
      );
      expect(after.map((deliveries) => deliveries.filter(({ type }) => type !== 'contact.erased'))).to.deep.equal(
        expected,
      );
      await drain(stage);
      for (const endpoint of endpoints) {
        const work = await some(stage.deliveries.due(refOfEndpoint(endpoint), NOW + 10, 100));
        expect(work.due.map(({ event }) => event)).to.deep.equal(events);
      }
    }),
  );

  it(
    'what an endpoint answers to a try that was under way is not kept',
    test(async (stage) => {
      const who = person(1);
      const endpoint = await makeEndpoint(stage, 1);
      const contact = await makePerson(stage, who);
      await sendTo(stage, contact, who);
      await drain(stage);
      await eraseAll(stage, contact, NOW + 9);
      const [last] = (await deliveriesTo(stage, endpoint)).filter(({ type }) => type === 'message.sent');
      if (last === undefined) return expect.fail('there is no delivery');
      const made = { at: NOW + 8, httpStatus: 200, reason: null, ms: 3, body: who.lastname };
      const change = (one: Delivery): Delivery =>
        triedDelivery(one, { made, round: one.round, endedAt: NOW + 10, retryAfter: null, chance: 0 });
      await some(stage.deliveries.change(refOfEndpoint(endpoint), [{ id: last.id, change }], (one) => one));
      const tried = await some(stage.deliveries.byId(endpoint, last.id));
      expect(tried).to.deep.include({ status: 'delivered', tries: [{ ...made, body: null }] });
    }),
  );

  it(
    'many events are erased, also while others are written and relayed',
    test(async (stage) => {
      const [who, other] = [person(1), person(2)];
      await makeEndpoint(stage, 1);
      const [contact, second] = [await makePerson(stage, who), await makePerson(stage, other)];
      await Promise.all(times(40, () => sendTo(stage, contact, who)));
      const [, erased] = await Promise.all([
        Promise.all(times(20, () => sendTo(stage, second, other))),
        eraseAll(stage, contact, NOW + 9),
        drain(stage),
      ]);
      expect(erased.count).to.equal(40);
      await drain(stage);
      await eraseRest(stage, contact);
      const all = await eventsOf(stage);
      expect(all).to.have.length(2 + 60 + 1);
      expect(all.filter(({ event }) => withoutPerson(event) !== event)).to.have.length(21);
      expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
      expect((await right(stage.events.lastSeen(ACME))).sentAt).to.equal(NOW);
    }),
  );
};
