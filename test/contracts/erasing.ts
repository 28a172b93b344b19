import { erasedContactLaws } from './erasing/contacts.js';
import { erasedEventLaws } from './erasing/events.js';
import { erasedFileLaws } from './erasing/files.js';
import { forgettingLaws } from './erasing/forgetting.js';
import { erasedMessageLaws } from './erasing/messages.js';
import { retentionLaws } from './erasing/retention.js';
import { type ErasingStage } from './erasing/stage.js';
import { on, type Open } from './support.js';

/** What the port `Erasing` promises, with what the other ports say of those who were erased. */
export const erasingContract = (name: string, open: Open<ErasingStage>): void => {
  const test = on(open);

  describe(`Erasing: ${name}`, () => {
    describe('a contact', () => erasedContactLaws(test));
    describe('messages', () => erasedMessageLaws(test));
    describe('events and deliveries', () => erasedEventLaws(test));
    describe('files', () => erasedFileLaws(test));
    describe('old messages', () => retentionLaws(test));
    describe('the whole store', () => forgettingLaws(test));
  });
};
