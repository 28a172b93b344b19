import { expect } from 'chai';
import { type Endpoint, judgedEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { deliveriesTo, drain, endpointDraft, type Gaps, type WebhookStage } from '../events/stage.js';
import { ACME, none, NOW, on, type Open, OTHER, right, some, times } from '../support.js';
import { changeAll, filled, same, stopped, tried } from './filled.js';

/** What the port `Deliveries` promises of changing them. */
export const changedDeliveriesContract = (open: Open<WebhookStage>, { noRecords }: Gaps): void => {
  const test = on(open);

  it(
    'are changed with their endpoint, and nothing else is',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 4);
      const [first, second, ...rest] = deliveries;
      if (first === undefined || second === undefined) return expect.fail();
      const judged = (one: Endpoint) => judgedEndpoint(one, { url: endpoint.url, at: NOW + 7, verdict: 'success' });
      const after = await some(
        stage.deliveries.change(
          endpoint,
          [
            { id: first.id, change: tried(true, NOW + 7) },
            { id: second.id, change: tried(false, NOW + 7) },
          ],
          judged,
        ),
      );
      expect(after).to.deep.equal(judged(endpoint));
      for (const ports of [stage, stage.elsewhere]) {
        expect(await some(ports.endpoints.byId(ACME, endpoint.id))).to.deep.equal(after);
        expect([...(await deliveriesTo(ports, endpoint))].reverse()).to.deep.equal([
          tried(true, NOW + 7)(first),
          tried(false, NOW + 7)(second),
          ...rest,
        ]);
      }
    }),
  );

  it(
    'lose no change of many at once on two nodes',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 3);
      await Promise.all(
        times(20, (index) =>
          right(
            (index % 2 === 0 ? stage : stage.elsewhere).deliveries.change(
              endpoint,
              deliveries.map(({ id }) => ({ id, change: (one) => ({ ...one, used: one.used + 1 }) })),
              (one) => ({ ...one, description: `${one.description ?? ''}x` }),
            ),
          ),
        ),
      );
      expect((await deliveriesTo(stage, endpoint)).map(({ used }) => used)).to.deep.equal([20, 20, 20]);
      expect((await some(stage.endpoints.byId(ACME, endpoint.id))).description).to.equal('x'.repeat(20));
    }),
  );

  it(
    'are left out where they are gone, and where their endpoint is gone, nothing changes',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 2);
      const [first, second] = deliveries;
      if (first === undefined || second === undefined) return expect.fail();
      const unknown = { ...first, id: `${first.id.slice(0, -1)}_` as typeof first.id };
      await changeAll(stage, endpoint, [unknown, second], tried(true));
      expect([...(await deliveriesTo(stage, endpoint))].reverse()).to.deep.equal([first, tried(true)(second)]);
      const change = [{ id: first.id, change: tried(true) }];
      await none(stage.deliveries.change({ accountId: OTHER, id: endpoint.id }, change, same));
      await none(stage.deliveries.change(endpointDraft(9), change, same));
      expect(await some(stage.deliveries.byId(endpoint, first.id))).to.deep.equal(first);
      await right(stage.endpoints.remove(ACME, endpoint.id));
      await none(stage.deliveries.change(endpoint, change, same));
      expect(await deliveriesTo(stage, endpoint)).to.deep.equal([]);
    }),
  );

  it(
    'may be none, so that the endpoint alone changes',
    test(async (stage) => {
      const { endpoint } = await filled(stage, 1);
      const after = await some(stage.deliveries.change(endpoint, [], (one) => ({ ...one, failingSince: NOW })));
      expect(after).to.deep.equal({ ...endpoint, failingSince: NOW });
      expect(await some(stage.endpoints.byId(ACME, endpoint.id))).to.deep.equal(after);
    }),
  );

  it(
    'are stopped all that wait, and come to a disabled endpoint as failed from then on',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 130);
      await changeAll(stage, endpoint, deliveries.slice(0, 30), tried(true));
      const other = await filled(stage, 2, 2);
      // It may be enabled again by now.
      expect(await right(stage.deliveries.stopAll(endpoint))).to.equal(0);
      expect(await stopped(stage, endpoint)).to.equal(102);
      expect(await stopped(stage, endpoint)).to.equal(0);
      const all = [...(await deliveriesTo(stage, endpoint))].reverse();
      for (const [index, one] of all.entries())
        expect(one).to.include(
          index < 30 ? { status: 'delivered' } : { status: 'failed', reason: 'endpoint_disabled' },
        );
      expect(await deliveriesTo(stage, other.endpoint, { status: 'pending', type: null })).to.have.length(2);
      await right(
        stage.endpoints.update(ACME, endpoint.id, (one) => ({ ...one, disabled: { reason: 'gone', at: NOW } })),
      );
      await stage.happen(ACME, 'message.sent', NOW + 999);
      await drain(stage);
      expect((await deliveriesTo(stage, endpoint))[0]).to.include({ status: 'failed', reason: 'endpoint_disabled' });
    }),
  );

  (noRecords ? it.skip : it)(
    'are not written where each change returns its argument',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 3);
      const before = await stage.writes();
      await changeAll(stage, endpoint, deliveries, same);
      expect(await stage.writes()).to.equal(before);
      await changeAll(stage, endpoint, deliveries.slice(0, 1), tried(true));
      expect(await stage.writes()).to.be.above(before);
    }),
  );
};
