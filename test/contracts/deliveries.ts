import { changedDeliveriesContract } from './deliveries/changing.js';
import { damagedDeliveriesContract } from './deliveries/damage.js';
import { dueDeliveriesContract } from './deliveries/due.js';
import { readDeliveriesContract } from './deliveries/reading.js';
import { replayedDeliveriesContract } from './deliveries/replaying.js';
import { type Gaps, type WebhookStage } from './events/stage.js';
import { type Open } from './support.js';

/** What the port `Deliveries` promises. How relaying makes them is in `eventLogContract`. */
export const deliveriesContract = (name: string, open: Open<WebhookStage>, gaps: Gaps = {}): void => {
  describe(`Deliveries: ${name}`, () => {
    describe('deliveries', () => {
      readDeliveriesContract(open);
      dueDeliveriesContract(open);
      changedDeliveriesContract(open, gaps);
      replayedDeliveriesContract(open);
      damagedDeliveriesContract(open, gaps);
    });
  });
};
