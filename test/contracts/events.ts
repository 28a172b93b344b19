import { consentWritersContract } from './events/consent-writers.js';
import { contactWritersContract } from './events/contact-writers.js';
import { countsContract } from './events/counts.js';
import { damagedEventsContract } from './events/damage.js';
import { logContract } from './events/log.js';
import { messageWritersContract } from './events/message-writers.js';
import { readersContract } from './events/readers.js';
import { relayingContract } from './events/relaying.js';
import { type Gaps, type WebhookStage } from './events/stage.js';
import { type WritersStage } from './events/writers-stage.js';
import { type Open } from './support.js';

/** What the port `EventLog` promises, whatever wrote the events: see `eventWritersContract`. */
export const eventLogContract = (name: string, open: Open<WebhookStage>, gaps: Gaps = {}): void => {
  describe(`EventLog: ${name}`, () => {
    describe('events', () => {
      logContract(open, gaps);
      readersContract(open);
      countsContract(open);
      relayingContract(open);
      damagedEventsContract(open, gaps);
    });
  });
};

/** Which changes have events: what the ports `Messages`, `Contacts` and `ConsentRecords` promise of `EventLog`. */
export const eventWritersContract = (name: string, open: Open<WritersStage>): void => {
  describe(`the writers of events: ${name}`, () => {
    describe('messages', () => messageWritersContract(open));
    describe('contacts', () => contactWritersContract(open));
    describe('consents', () => consentWritersContract(open));
  });
};
