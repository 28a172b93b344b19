import { expect } from 'chai';
import { type DeliveryId } from '../../../src/domain/model/webhook/delivery.js';
import { webhookSecret } from '../../../src/domain/model/webhook/webhook-secret.js';
import { deliveriesTo, drain, endpointDraft, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { ACME, NOBODY, none, NOW, on, type Open, OTHER, right, some, times, whole } from '../support.js';

/** What the port `WebhookEndpoints` promises of keeping endpoints. */
export const keptEndpointsContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  it(
    'are kept with all that their draft says, for every process',
    test(async (stage) => {
      const oldSecret = { secret: webhookSecret('o'.repeat(43)), validUntil: NOW + 9 };
      const drafts = [
        endpointDraft(1),
        endpointDraft(2, {
          events: ['message.failed', 'contact.opted_out'],
          description: 'Grüße 🙂\n"x"',
          disabled: { reason: 'failing', at: NOW + 1 },
          failingSince: NOW + 2,
          lastSuccessAt: NOW + 3,
          oldSecret,
        }),
      ];
      for (const draft of drafts) {
        const made = await right(stage.endpoints.create(draft));
        expect(made).to.deep.equal({ ...draft, behind: made.behind });
        for (const { endpoints } of [stage, stage.elsewhere])
          expect(await some(endpoints.byId(ACME, draft.id))).to.deep.equal(made);
      }
    }),
  );

  it(
    'are listed oldest first, those of one account',
    test(async (stage) => {
      expect(await whole(stage.endpoints.list(ACME))).to.deep.equal([]);
      const made = [];
      for (const index of [5, 3, 9, 1]) made.push(await makeEndpoint(stage, index, { createdAt: NOW + made.length }));
      await makeEndpoint(stage, 7, { accountId: OTHER });
      for (const { endpoints } of [stage, stage.elsewhere])
        expect(await whole(endpoints.list(ACME))).to.deep.equal(made);
      expect(await whole(stage.endpoints.list(NOBODY))).to.deep.equal([]);
    }),
  );

  it(
    'are seen, changed and removed by their account alone',
    test(async (stage) => {
      const mine = await makeEndpoint(stage, 1);
      const { endpoints } = stage;
      await none(endpoints.byId(OTHER, mine.id));
      await none(endpoints.update(OTHER, mine.id, (one) => ({ ...one, description: 'theirs' })));
      expect(await right(endpoints.remove(OTHER, mine.id))).to.equal(false);
      expect(await some(endpoints.byId(ACME, mine.id))).to.deep.equal(mine);
    }),
  );

  it(
    'are gone with their deliveries once they are removed, for every process',
    test(async (stage) => {
      const [gone, kept] = [await makeEndpoint(stage, 1), await makeEndpoint(stage, 2)];
      for (const index of times(5, (at) => at)) await stage.happen(ACME, 'message.sent', NOW + index);
      await drain(stage);
      const [delivery] = await deliveriesTo(stage, gone);
      expect(await right(stage.endpoints.remove(ACME, gone.id))).to.equal(true);
      for (const ports of [stage, stage.elsewhere]) {
        await none(ports.endpoints.byId(ACME, gone.id));
        expect((await whole(ports.endpoints.list(ACME))).map(({ id }) => id)).to.deep.equal([kept.id]);
        await none(ports.endpoints.update(ACME, gone.id, (one) => ({ ...one, description: 'x' })));
        await none(ports.deliveries.byId(gone, delivery?.id ?? ('dlv_' as DeliveryId)));
        expect(await deliveriesTo(ports, gone)).to.deep.equal([]);
        await none(ports.deliveries.due(gone, NOW + 99, 10));
        expect(await right(ports.endpoints.remove(ACME, gone.id))).to.equal(false);
      }
      expect(await deliveriesTo(stage, kept)).to.have.length(5);
      expect((await right(stage.deliveries.endpointsDue(NOW + 99))).map(({ id }) => id)).to.deep.equal([kept.id]);
    }),
  );
};
