import { expect } from 'chai';
import {
  changedEndpoint,
  type Endpoint,
  type EndpointUrl,
  withNewSecret,
} from '../../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../../src/domain/model/webhook/webhook-secret.js';
import { endpointDraft, type Gaps, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { ACME, none, NOW, on, type Open, right, some, times } from '../support.js';

/** What the port `WebhookEndpoints` promises of changing them. */
export const endpointUpdatesContract = (open: Open<WebhookStage>, { noRecords }: Gaps): void => {
  const test = on(open);

  it(
    'are changed to what the change makes of them, all else stays',
    test(async (stage) => {
      const made = await makeEndpoint(stage);
      const url = 'https://other.example.com/' as EndpointUrl;
      for (const change of [
        (one: Endpoint) => changedEndpoint(one, { url, events: ['message.read'], enabled: false }, NOW + 1),
        (one: Endpoint) => withNewSecret(one, webhookSecret('n'.repeat(43)), NOW + 2),
        (one: Endpoint) => changedEndpoint(one, { enabled: true, description: 'Grüße' }, NOW + 3),
      ]) {
        const before = await some(stage.endpoints.byId(ACME, made.id));
        const after = await some(stage.endpoints.update(ACME, made.id, change));
        expect(after).to.deep.equal(change(before));
        for (const { endpoints } of [stage, stage.elsewhere])
          expect(await some(endpoints.byId(ACME, made.id))).to.deep.equal(after);
      }
    }),
  );

  it(
    'lose no change of many at once on two nodes',
    test(async (stage) => {
      const { id } = await makeEndpoint(stage, 1, { description: '' });
      const answers = await Promise.all(
        times(24, (index) =>
          some(
            (index % 2 === 0 ? stage : stage.elsewhere).endpoints.update(ACME, id, (one) => ({
              ...one,
              description: `${one.description ?? ''}x`,
            })),
          ),
        ),
      );
      expect(answers.map(({ description }) => description?.length)).to.have.members(times(24, (index) => index + 1));
      expect((await some(stage.endpoints.byId(ACME, id))).description).to.equal('x'.repeat(24));
    }),
  );

  it(
    'are not changed where there is none',
    test(async ({ endpoints }) => {
      let calls = 0;
      await none(endpoints.update(ACME, endpointDraft(1).id, (one) => ((calls += 1), one)));
      expect(calls).to.equal(0);
    }),
  );

  (noRecords ? it.skip : it)(
    'are not written where the change returns its argument',
    test(async (stage) => {
      const made = await makeEndpoint(stage);
      const before = await stage.writes();
      expect(await some(stage.endpoints.update(ACME, made.id, (one) => one))).to.deep.equal(made);
      expect(await stage.writes()).to.equal(before);
      await right(stage.endpoints.update(ACME, made.id, (one) => ({ ...one, description: 'x' })));
      expect(await stage.writes()).to.be.above(before);
    }),
  );
};
