import { expect } from 'chai';
import { MOST_ENDPOINTS } from '../../../src/domain/model/webhook/endpoint.js';
import { endpointDraft, makeEndpoint, type WebhookStage } from '../events/stage.js';
import { ACME, left, lefts, on, type Open, OTHER, right, rights, times, whole } from '../support.js';

const full = {
  _tag: 'FeatureLimitExceeded',
  feature: 'webhook_endpoints',
  current: MOST_ENDPOINTS,
  maximum: MOST_ENDPOINTS,
};

/** What the port `WebhookEndpoints` promises of how many an account may have. */
export const endpointLimitContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  it(
    'are no more than an account may have, exactly, under fifty calls at once on two nodes',
    test(async (stage) => {
      const results = await Promise.all(
        times(50, (index) => (index % 2 === 0 ? stage : stage.elsewhere).endpoints.create(endpointDraft(index))()),
      );
      const made = rights(results);
      expect(made).to.have.length(MOST_ENDPOINTS);
      for (const refusal of lefts(results)) expect(refusal).to.deep.equal(full);
      const listed = await whole(stage.endpoints.list(ACME));
      expect(listed.map(({ id }) => id)).to.have.members(made.map(({ id }) => id));
    }),
  );

  it(
    'have room for another where one is removed, and in another account',
    test(async (stage) => {
      for (const index of times(MOST_ENDPOINTS, (at) => at)) await makeEndpoint(stage, index);
      expect(await left(stage.endpoints.create(endpointDraft(20)))).to.deep.equal(full);
      await makeEndpoint(stage, 21, { accountId: OTHER });
      await right(stage.elsewhere.endpoints.remove(ACME, endpointDraft(7).id));
      await makeEndpoint(stage, 22);
      expect(await left(stage.endpoints.create(endpointDraft(23)))).to.deep.equal(full);
      expect(await whole(stage.endpoints.list(ACME))).to.have.length(MOST_ENDPOINTS);
    }),
  );
};
