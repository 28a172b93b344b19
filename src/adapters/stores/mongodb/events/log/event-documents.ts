import { type Document } from 'mongodb';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { contactOfEvent, type LoggedEvent } from '../../../../../domain/model/event/event.js';
import { eventIdAt, type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { loggedEventRecord } from '../../../records/events/event.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { documents, type Documents, equal, present } from '../../database/documents.js';
import { type WaitingEvent } from '../waiting/waiting-events.js';

/** Name of the collection. */
export const EVENTS = 'events';

/** The events of all accounts that have their places. */
export interface EventDocuments extends Documents<LoggedEvent> {
  /** The place of the account's newest event; `NO_PLACE` if there is none. */
  readonly newest: (account: AccountId) => Promise<EventPlace>;
}

export const eventDocuments = (database: Database): EventDocuments => {
  const events = documents<LoggedEvent>({ database, name: EVENTS, codec: loggedEventRecord });
  return {
    ...events,
    newest: async (account) =>
      Math.max(NO_PLACE, await events.highest(equal({ accountId: account }), 'place')) as EventPlace,
  };
};

/** The place of an event's document. */
export const placeOf = (document: AnyDocument): EventPlace => Number(document['place']) as EventPlace;

/** The document of an event at its place. Contact and message lead to it, for erasing. */
export const placedEvent = ({ change, element, event }: WaitingEvent, place: EventPlace): Document =>
  present({
    ...element,
    place,
    id: eventIdAt(place, change),
    contactId: contactOfEvent(event) ?? undefined,
    revision: 0,
  });
