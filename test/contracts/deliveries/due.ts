import { expect } from 'chai';
import { eventIdAt, type EventPlace } from '../../../src/domain/model/event/event-id.js';
import { deliveryIdOf, newDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { type EndpointRef, refOfEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { endpointDraft, eventsOf, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { ACME, none, NOW, on, type Open, OTHER, right, some } from '../support.js';
import { changeAll, dueAt, dueOf, duePlan, filled, ofIds, stopped, tried } from './filled.js';

/** What the port `Deliveries` promises of what is due. */
export const dueDeliveriesContract = (open: Open<WebhookStage>): void => {
  const test = on(open);
  const endpointsDue = async ({ deliveries }: WebhookStage, now = NOW): Promise<readonly EndpointRef[]> =>
    right(deliveries.endpointsDue(now));

  it(
    'are due with their events and their endpoint as it is now',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 4);
      const events = await eventsOf(stage);
      const changed = await some(stage.endpoints.update(ACME, endpoint.id, (one) => ({ ...one, description: 'now' })));
      const work = await dueOf(stage, endpoint);
      expect(work.endpoint).to.deep.equal(changed);
      expect(work.damaged).to.deep.equal([]);
      expect(work.due).to.have.deep.members(
        deliveries.map((delivery) => ({ delivery, event: events.find(({ id }) => id === delivery.eventId) })),
      );
    }),
  );

  it(
    'are due from their time on, those that were due first come first, no more than asked for',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 8);
      const plan = [5, 1, 7, 3, 0, 6, 2, 4];
      for (const [index, delivery] of deliveries.entries())
        await changeAll(stage, endpoint, [delivery], dueAt(NOW + 100 * (plan[index] ?? 0)));
      const inTime = plan
        .map((turn, index) => ({ turn, id: deliveries[index]?.id }))
        .sort((one, other) => one.turn - other.turn)
        .map(({ id }) => id);
      expect(await duePlan(stage, endpoint, NOW - 1)).to.deep.equal([]);
      expect(await duePlan(stage, endpoint, NOW)).to.deep.equal(inTime.slice(0, 1));
      expect(await duePlan(stage, endpoint, NOW + 499)).to.deep.equal(inTime.slice(0, 5));
      expect(await duePlan(stage, endpoint, NOW + 500)).to.deep.equal(inTime.slice(0, 6));
      expect(await duePlan(stage, endpoint, NOW + 700, 3)).to.deep.equal(inTime.slice(0, 3));
      expect(await duePlan(stage, endpoint, NOW + 700)).to.deep.equal(inTime);
    }),
  );

  it(
    'are not due once they were delivered or have failed',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 4);
      const [delivered, later, ...rest] = deliveries;
      if (delivered === undefined || later === undefined) return expect.fail();
      await changeAll(stage, endpoint, [delivered], tried(true));
      await changeAll(stage, endpoint, [later], tried(false, NOW));
      expect(await duePlan(stage, endpoint, NOW + 4_999)).to.have.members(ofIds(rest));
      expect(await duePlan(stage, endpoint, NOW + 5_000)).to.have.members(ofIds([later, ...rest]));
      await stopped(stage, endpoint);
      expect(await duePlan(stage, endpoint, NOW + 5_000)).to.deep.equal([]);
    }),
  );

  it(
    'are of no endpoint that is not there',
    test(async (stage) => {
      const { endpoint } = await filled(stage, 1);
      await none(stage.deliveries.due({ accountId: OTHER, id: endpoint.id }, NOW, 10));
      await none(stage.deliveries.due(endpointDraft(9), NOW, 10));
    }),
  );

  it(
    'name the endpoints that have any, enabled or not',
    test(async (stage) => {
      expect(await endpointsDue(stage)).to.deep.equal([]);
      const idle = await makeEndpoint(stage, 7, { events: ['contact.erased'] });
      const theirs = await makeEndpoint(stage, 8, { accountId: OTHER });
      const { endpoint, deliveries } = await filled(stage, 3);
      await stage.happen(OTHER, 'message.sent', NOW);
      while ((await right(stage.events.waiting(10))).length > 0) await right(stage.events.relay(OTHER, NOW + 50));
      expect(await endpointsDue(stage, NOW - 1)).to.deep.equal([]);
      expect(await endpointsDue(stage)).to.deep.equal([refOfEndpoint(endpoint)]);
      expect(await endpointsDue(stage, NOW + 50)).to.have.deep.members(
        [endpoint, theirs].map((one) => refOfEndpoint(one)),
      );
      await right(
        stage.endpoints.update(ACME, endpoint.id, (one) => ({ ...one, disabled: { reason: 'by_hand', at: NOW } })),
      );
      expect(await endpointsDue(stage)).to.deep.equal([refOfEndpoint(endpoint)]);
      await changeAll(stage, endpoint, deliveries, tried(true));
      expect(await endpointsDue(stage)).to.deep.equal([]);
      expect(await duePlan(stage, idle)).to.deep.equal([]);
    }),
  );

  it(
    'end as failed where their event is gone, and are left out',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 2);
      const eventId = eventIdAt(999_999 as EventPlace, 'gonegone');
      const gone = newDelivery(
        {
          endpoint: refOfEndpoint(endpoint),
          id: deliveryIdOf(eventId, endpoint.id),
          eventId,
          type: 'message.sent',
          eventAt: NOW - 9,
        },
        false,
        NOW - 9,
      );
      await right(stage.deliveries.add(gone));
      expect(await duePlan(stage, endpoint)).to.have.members(ofIds(deliveries));
      expect(await some(stage.deliveries.byId(endpoint, gone.id))).to.include({ status: 'failed', reason: null });
      expect(await duePlan(stage, endpoint)).to.have.members(ofIds(deliveries));
    }),
  );
};
