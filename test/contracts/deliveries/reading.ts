import { expect } from 'chai';
import { NO_PLACE, testEventId } from '../../../src/domain/model/event/event-id.js';
import {
  type Delivery,
  deliveryIdOf,
  deliveryStatuses,
  replayedDelivery,
} from '../../../src/domain/model/webhook/delivery.js';
import { refOfEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { exampleOf, testedDelivery, testSubject } from '../../../src/domain/model/webhook/test-delivery.js';
import { deliveriesTo, drain, endpointDraft, happenings, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { ACME, none, NOW, on, type Open, OTHER, right, some, times } from '../support.js';
import { changeAll, filled, stopped, tried } from './filled.js';

/** What the port `Deliveries` promises of reading them. */
export const readDeliveriesContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  it(
    'are found by their endpoint and id, by every process',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 3);
      const other = await makeEndpoint(stage, 2);
      for (const delivery of deliveries) {
        for (const ports of [stage, stage.elsewhere])
          expect(await some(ports.deliveries.byId(endpoint, delivery.id))).to.deep.equal(delivery);
        await none(stage.deliveries.byId(other, delivery.id));
        await none(stage.deliveries.byId({ accountId: OTHER, id: endpoint.id }, delivery.id));
      }
      const unknown = deliveryIdOf(testEventId('x'.repeat(16)), endpoint.id);
      await none(stage.deliveries.byId(endpoint, unknown));
      expect(await deliveriesTo(stage, { accountId: OTHER, id: endpoint.id })).to.deep.equal([]);
      expect(await deliveriesTo(stage, endpointDraft(9))).to.deep.equal([]);
    }),
  );

  it(
    'are listed newest first, page by page, each once, by status and type',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 21);
      await changeAll(stage, endpoint, deliveries.slice(0, 9), tried(true));
      await stopped(stage, endpoint);
      await changeAll(stage, endpoint, deliveries.slice(15), (one): Delivery => ({
        ...one,
        status: 'pending',
        nextTryAt: NOW,
      }));
      const all = [...(await deliveriesTo(stage, endpoint))];
      expect(all.map(({ id }) => id)).to.deep.equal(deliveries.map(({ id }) => id).reverse());
      expect(new Set(all.map(({ status }) => status))).to.deep.equal(new Set(deliveryStatuses));
      for (const limit of [1, 4, 21, 100])
        for (const status of [null, ...deliveryStatuses])
          for (const type of [null, happenings[0], happenings[5], 'account.attention'] as const)
            expect(
              await deliveriesTo(stage, endpoint, { status, type }, limit),
              `${status} ${type} ${limit}`,
            ).to.deep.equal(
              all.filter((one) => (status === null || one.status === status) && (type === null || one.type === type)),
            );
    }),
  );

  it(
    'are listed from behind a delivery on, also one that has gone',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 6);
      const newestFirst = [...deliveries].reverse();
      for (const [index, { id }] of newestFirst.entries()) {
        const page = await right(stage.deliveries.list(endpoint, { status: null, type: null }, id, 2));
        expect(page.items).to.deep.equal(newestFirst.slice(index + 1, index + 3));
      }
      const last = await right(stage.deliveries.list(endpoint, { status: null, type: null }, null, 6));
      if (last.next !== null)
        expect(
          (await right(stage.deliveries.list(endpoint, { status: null, type: null }, last.next, 6))).items,
        ).to.deep.equal([]);
    }),
  );

  it(
    'may be added without an event: that of a test',
    test(async (stage) => {
      const { endpoint } = await filled(stage, 1);
      const eventId = testEventId('abcdefghijklmnop');
      const made: Delivery = {
        endpoint: { accountId: ACME, id: endpoint.id },
        id: deliveryIdOf(eventId, endpoint.id),
        eventId,
        type: 'message.failed',
        eventAt: NOW,
        createdAt: NOW,
        tries: times(3, (index) => ({
          at: NOW,
          httpStatus: null,
          reason: 'timeout',
          ms: index,
          body: index === 0 ? 'Größe' : null,
        })),
        used: 1,
        round: 0,
        erased: false,
        status: 'failed',
        reason: null,
      };
      await right(stage.deliveries.add(made));
      for (const ports of [stage, stage.elsewhere])
        expect(await some(ports.deliveries.byId(endpoint, made.id))).to.deep.equal(made);
      expect(await deliveriesTo(stage, endpoint, { status: 'failed', type: 'message.failed' })).to.deep.equal([made]);
      expect(await deliveriesTo(stage, endpoint)).to.have.length(2);
      expect(await right(stage.events.counts(ACME, ['2026-11-23']))).to.deep.equal(
        await right(stage.elsewhere.events.counts(ACME, ['2026-11-23'])),
      );
    }),
  );

  it(
    'of a test is due with the same example when it is replayed',
    test(async (stage) => {
      const endpoint = await makeEndpoint(stage);
      const subject = testSubject(endpoint, 'message.failed', NO_PLACE, NOW, 'abcdefghijklmnopqrst');
      const made = { at: NOW, httpStatus: 200, reason: null, ms: 3, body: null };
      await right(stage.deliveries.add(testedDelivery(subject, made, NOW)));
      const change = (delivery: Delivery): Delivery => replayedDelivery(delivery, NOW + 1);
      await some(stage.deliveries.change(endpoint, [{ id: subject.id, change }], (one) => one));
      expect(await right(stage.deliveries.endpointsDue(NOW + 1))).to.deep.equal([refOfEndpoint(endpoint)]);
      const delivery = await some(stage.deliveries.byId(endpoint, subject.id));
      const { due } = await some(stage.deliveries.due(endpoint, NOW + 1, 8));
      expect(due).to.deep.equal([{ delivery, event: exampleOf(subject) }]);
    }),
  );

  it(
    'of tests are listed between the events before and after them, in their own order',
    test(async (stage) => {
      const endpoint = await makeEndpoint(stage);
      const made = { at: NOW, httpStatus: 200, reason: null, ms: 3, body: null };
      const happen = async (at: number): Promise<void> => {
        await stage.happen(ACME, 'message.sent', at);
        await drain(stage);
      };
      const tryOut = async (at: number): Promise<void> => {
        const place = await right(stage.events.newest(ACME));
        const subject = testSubject(endpoint, 'message.failed', place, at, `abcdefghijklmnop${9 - (at % 10)}aaa`);
        await right(stage.deliveries.add(testedDelivery(subject, made, at)));
      };
      await tryOut(NOW);
      await happen(NOW + 1);
      await tryOut(NOW + 2);
      await tryOut(NOW + 3);
      await happen(NOW + 4);
      const listed = await deliveriesTo(stage, endpoint);
      expect(listed.map(({ eventAt }) => eventAt - NOW)).to.deep.equal([4, 3, 2, 1, 0]);
    }),
  );
};
