import { expect } from 'chai';
import { type Delivery, replayedDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { type ReplayFilter } from '../../../src/domain/ports/deliveries.js';
import { deliveriesTo, endpointDraft, type WebhookStage } from '../events/stage.js';
import { NOW, on, type Open, OTHER, right } from '../support.js';
import { changeAll, duePlan, filled, ofIds, tried } from './filled.js';

/** What the port `Deliveries` promises of replaying them. */
export const replayedDeliveriesContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  /** Of 12 deliveries the first four were delivered, the next four have failed, and the last four wait. */
  const mixed = async (stage: WebhookStage) => {
    const { endpoint, deliveries } = await filled(stage, 12);
    await changeAll(stage, endpoint, deliveries.slice(0, 4), tried(true));
    await changeAll(stage, endpoint, deliveries.slice(4, 8), (one): Delivery => {
      const { status: _status, nextTryAt: _due, ...base } = one as Extract<Delivery, { status: 'pending' }>;
      return { ...base, status: 'failed', reason: null };
    });
    const all = [...(await deliveriesTo(stage, endpoint))].reverse();
    return { endpoint, all };
  };

  for (const [what, filter, fits] of [
    ['all', { status: null, since: NOW, until: null }, [0, 12]],
    ['those that have failed', { status: 'failed', since: 0, until: null }, [4, 8]],
    ['those that were delivered', { status: 'delivered', since: NOW, until: NOW + 99 }, [0, 4]],
    ['those that wait, which begin their schedule again', { status: 'pending', since: NOW, until: null }, [8, 12]],
    ['those from a time on, to before another', { status: null, since: NOW + 3, until: NOW + 6 }, [3, 6]],
    ['none of a time without events', { status: null, since: NOW + 12, until: null }, [0, 0]],
    ['none where the time ends before it begins', { status: null, since: NOW + 6, until: NOW + 3 }, [0, 0]],
  ] as const satisfies readonly (readonly [string, ReplayFilter, readonly [number, number]])[])
    it(
      `are replayed: ${what}`,
      test(async (stage) => {
        const { endpoint, all } = await mixed(stage);
        const [from, to] = fits;
        expect(await right(stage.deliveries.replayAll(endpoint, filter, NOW + 500))).to.equal(to - from);
        expect([...(await deliveriesTo(stage, endpoint))].reverse()).to.deep.equal(
          all.map((one, index) => (index >= from && index < to ? replayedDelivery(one, NOW + 500) : one)),
        );
        const due = await duePlan(stage, endpoint, NOW + 500);
        expect(due).to.include.members(ofIds(all.slice(from, to)));
      }),
    );

  it(
    'are replayed by the hundred, of one endpoint alone',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 230);
      await changeAll(stage, endpoint, deliveries, tried(true));
      const other = await filled(stage, 2, 2);
      const before = await deliveriesTo(stage, other.endpoint);
      const everything = { status: null, since: NOW, until: null } as const;
      expect(await right(stage.deliveries.replayAll(endpoint, everything, NOW + 500))).to.equal(232);
      expect(await deliveriesTo(stage, other.endpoint)).to.deep.equal(before);
      const waiting = await deliveriesTo(stage, endpoint, { status: 'pending', type: null });
      expect(waiting.filter(({ round }) => round === 1)).to.have.length(232);
      for (const nobody of [{ accountId: OTHER, id: endpoint.id }, endpointDraft(9)])
        expect(await right(stage.deliveries.replayAll(nobody, everything, NOW))).to.equal(0);
    }),
  );

  it(
    'remember a try from before the replay, and are tried again all the same',
    test(async (stage) => {
      const { endpoint, deliveries } = await filled(stage, 1);
      const [before] = deliveries;
      if (before === undefined) return expect.fail();
      await right(stage.deliveries.replayAll(endpoint, { status: null, since: NOW, until: null }, NOW + 5));
      const late = tried(true, NOW + 9)(before);
      await changeAll(stage, endpoint, [before], (one) => ({ ...one, tries: late.tries }));
      expect(await deliveriesTo(stage, endpoint)).to.deep.equal([
        { ...replayedDelivery(before, NOW + 5), tries: late.tries },
      ]);
    }),
  );
};
