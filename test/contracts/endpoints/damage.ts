import { expect } from 'chai';
import { type Gaps, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { SECRET_DAMAGE } from '../messages/damage.js';
import { ACME, on, type Open, rejection, right, some } from '../support.js';

/** What the port `WebhookEndpoints` promises of endpoints that do not decode. */
export const damagedEndpointsContract = (open: Open<WebhookStage>, { noRecords }: Gaps): void => {
  const test = on(open);

  (noRecords ? it.skip : it)(
    'fail alone where they are damaged, and may be removed',
    test(async (stage) => {
      const [bad, good] = [await makeEndpoint(stage, 1), await makeEndpoint(stage, 2)];
      await stage.damage.endpoint(bad);
      const { items, damaged } = await right(stage.endpoints.list(ACME));
      expect(items).to.deep.equal([good]);
      expect(damaged).to.have.length(1);
      for (const fault of [
        damaged[0]?.cause,
        await rejection(stage.endpoints.byId(ACME, bad.id)),
        await rejection(stage.endpoints.update(ACME, bad.id, (one) => ({ ...one, description: 'x' }))),
      ])
        expect(String(fault)).to.include(bad.id).and.not.include(SECRET_DAMAGE.secret);
      expect(await some(stage.endpoints.byId(ACME, good.id))).to.deep.equal(good);
      expect(await right(stage.endpoints.remove(ACME, bad.id))).to.equal(true);
      expect(await right(stage.endpoints.list(ACME))).to.deep.equal({ items: [good], damaged: [] });
    }),
  );
};
