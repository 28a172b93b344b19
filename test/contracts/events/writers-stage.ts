import { type OutboundEvent } from '../../../src/domain/model/event/event.js';
import { type MessageDraft } from '../../../src/domain/model/message/opened-message.js';
import { type ConsentRecords } from '../../../src/domain/ports/consent-records.js';
import { type Contacts } from '../../../src/domain/ports/contacts.js';
import { type EventLog } from '../../../src/domain/ports/event-log.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import { ACME } from '../support.js';
import { drain, eventsOf } from './stage.js';

/** The ports of one process whose changes have events. */
export interface Writers {
  readonly messages: Messages;
  readonly contacts: Contacts;
  readonly consents: ConsentRecords;
}

export interface WritersStage extends Writers {
  readonly events: EventLog;
  /** The same store as another process has it open. */
  readonly elsewhere: Writers;
  /**
   * Opens a message whose write fails for its caller, and is recorded all the same; resolves once the store has given it
   * up. Null where no test can bring that about.
   */
  readonly openLate: ((draft: MessageDraft) => Promise<void>) | null;
}

/** All events of an account, once all are relayed. */
export const written = async (
  { events }: Pick<WritersStage, 'events'>,
  account = ACME,
): Promise<readonly OutboundEvent[]> => {
  await drain({ events });
  return (await eventsOf({ events }, account)).map(({ event }) => event);
};

export const writtenTypes = async (stage: Pick<WritersStage, 'events'>, account = ACME): Promise<readonly string[]> =>
  (await written(stage, account)).map(({ type }) => type);
