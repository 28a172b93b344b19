import { damagedEndpointsContract } from './endpoints/damage.js';
import { keptEndpointsContract } from './endpoints/keeping.js';
import { endpointLimitContract } from './endpoints/limit.js';
import { endpointUpdatesContract } from './endpoints/updates.js';
import { type Gaps, type WebhookStage } from './events/stage.js';
import { type Open } from './support.js';

/** What the port `WebhookEndpoints` promises. Which events an endpoint gets is in `eventLogContract`. */
export const endpointsContract = (name: string, open: Open<WebhookStage>, gaps: Gaps = {}): void => {
  describe(`WebhookEndpoints: ${name}`, () => {
    describe('endpoints', () => {
      keptEndpointsContract(open);
      endpointLimitContract(open);
      endpointUpdatesContract(open, gaps);
      damagedEndpointsContract(open, gaps);
    });
  });
};
