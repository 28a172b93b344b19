import { stopped } from '../deliveries/filled.js';
import { expect } from 'chai';
import { deliveryIdOf, newDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { type Endpoint, refOfEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { type LoggedEvent } from '../../../src/domain/model/event/event.js';
import { type Instant } from '../../../src/domain/model/time.js';
import { ACME, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint, type WebhookStage } from './stage.js';

/** What the port `EventLog` promises of the deliveries that relaying makes. */
export const relayingContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  const deliveryOf = (endpoint: Endpoint, { id, event }: LoggedEvent, now: Instant) =>
    newDelivery(
      {
        endpoint: refOfEndpoint(endpoint),
        id: deliveryIdOf(id, endpoint.id),
        eventId: id,
        type: event.type,
        eventAt: event.at,
      },
      endpoint.disabled !== null,
      now,
    );
  const eventTimesAt = async (stage: WebhookStage, endpoint: Endpoint) =>
    (await deliveriesTo(stage, endpoint)).map(({ eventAt }) => eventAt);

  it(
    'get one delivery for each endpoint that wants them, due at once',
    test(async (stage) => {
      const all = await makeEndpoint(stage, 1);
      const failures = await makeEndpoint(stage, 2, { events: ['message.failed', 'account.attention'] });
      const none = await makeEndpoint(stage, 3, { events: ['contact.erased'] });
      const theirs = await makeEndpoint(stage, 4, { accountId: OTHER });
      await stage.happen(ACME, 'message.sent', NOW);
      await stage.happenElsewhere(ACME, 'message.failed', NOW + 1);
      const relayed = await right(stage.events.relay(ACME, NOW + 60));
      await drain(stage, NOW + 60);
      const newestFirst = [...(await eventsOf(stage))].reverse();
      expect(newestFirst).to.have.length(2);
      expect(await deliveriesTo(stage, all)).to.deep.equal(newestFirst.map((one) => deliveryOf(all, one, NOW + 60)));
      expect(await deliveriesTo(stage, failures)).to.deep.equal(
        newestFirst
          .filter(({ event }) => event.type === 'message.failed')
          .map((one) => deliveryOf(failures, one, NOW + 60)),
      );
      for (const endpoint of [none, theirs]) expect(await deliveriesTo(stage, endpoint)).to.deep.equal([]);
      expect(relayed.damaged).to.deep.equal([]);
      if (relayed.count === 2)
        expect(relayed.endpoints).to.have.deep.members([all, failures].map((endpoint) => refOfEndpoint(endpoint)));
    }),
  );

  it(
    'get a delivery that has failed where the endpoint is disabled',
    test(async (stage) => {
      const disabled = await makeEndpoint(stage, 1, { disabled: { reason: 'gone', at: NOW } });
      await stage.happen(ACME, 'message.sent', NOW);
      await drain(stage, NOW + 5);
      const [event] = await eventsOf(stage);
      expect(await deliveriesTo(stage, disabled)).to.deep.equal(
        event === undefined ? [] : [deliveryOf(disabled, event, NOW + 5)],
      );
      expect((await deliveriesTo(stage, disabled))[0]).to.include({ status: 'failed', reason: 'endpoint_disabled' });
    }),
  );

  it(
    'get deliveries to the endpoints that were there when they happened, whenever they are relayed',
    test(async (stage) => {
      await stage.happen(ACME, 'message.sent', NOW);
      const first = await makeEndpoint(stage, 1);
      await stage.happen(ACME, 'message.read', NOW + 1);
      await stage.happenElsewhere(ACME, 'contact.created', NOW + 2);
      const second = await makeEndpoint(stage.elsewhere, 2);
      await stage.happenElsewhere(ACME, 'message.failed', NOW + 3);
      await drain(stage);
      const third = await makeEndpoint(stage, 3);
      expect(await eventTimesAt(stage, first)).to.have.members([NOW + 1, NOW + 2, NOW + 3]);
      expect(await eventTimesAt(stage, second)).to.have.members([NOW + 3]);
      expect(await eventTimesAt(stage, third)).to.deep.equal([]);
    }),
  );

  it(
    'get each delivery once, however often and by whomever they are relayed at once',
    test(async (stage) => {
      const endpoints = [await makeEndpoint(stage, 1), await makeEndpoint(stage, 2)];
      for (const index of times(15, (at) => at))
        await (index % 2 === 0 ? stage.happen : stage.happenElsewhere)(ACME, 'message.sent', NOW + index);
      await Promise.all(
        times(10, (index) => right((index % 2 === 0 ? stage.elsewhere : stage).events.relay(ACME, NOW + index))),
      );
      await drain(stage);
      const before = await Promise.all(endpoints.map((endpoint) => deliveriesTo(stage, endpoint)));
      for (const deliveries of before)
        expect(deliveries.map(({ eventAt }) => eventAt)).to.have.members(times(15, (index) => NOW + index));
      expect(await eventsOf(stage)).to.have.length(15);
      await right(stage.events.relay(ACME, NOW + 99));
      await right(stage.elsewhere.events.relay(ACME, NOW + 99));
      expect(await Promise.all(endpoints.map((endpoint) => deliveriesTo(stage, endpoint)))).to.deep.equal(before);
    }),
  );

  it(
    'leave a delivery as it became where they are relayed again',
    test(async (stage) => {
      const endpoint = await makeEndpoint(stage);
      await stage.happen(ACME, 'message.sent', NOW);
      await drain(stage);
      await stopped(stage, endpoint);
      const before = await deliveriesTo(stage, endpoint);
      await stage.happen(ACME, 'message.sent', NOW + 1);
      await drain(stage);
      expect((await deliveriesTo(stage, endpoint)).slice(1)).to.deep.equal(before);
    }),
  );

  it(
    'get no delivery to an endpoint that is gone',
    test(async (stage) => {
      const endpoint = await makeEndpoint(stage);
      await stage.happen(ACME, 'message.sent', NOW);
      await right(stage.elsewhere.endpoints.remove(ACME, endpoint.id));
      await drain(stage);
      expect(await deliveriesTo(stage, endpoint)).to.deep.equal([]);
      expect(await eventsOf(stage)).to.have.length(1);
    }),
  );

  it(
    'get a delivery by what the endpoint wants when they are relayed',
    test(async (stage) => {
      const endpoint = await makeEndpoint(stage, 1, { events: ['message.failed'] });
      await right(stage.endpoints.update(ACME, endpoint.id, (one) => ({ ...one, events: ['message.sent'] })));
      await stage.happen(ACME, 'message.failed', NOW);
      await stage.happen(ACME, 'message.sent', NOW + 1);
      await drain(stage);
      expect(await eventTimesAt(stage, endpoint)).to.deep.equal([NOW + 1]);
    }),
  );
};
