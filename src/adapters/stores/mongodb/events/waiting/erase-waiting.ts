import { type Document } from 'mongodb';
import { withoutPerson } from '../../../../../domain/model/event/erased-event.js';
import { eventRecord } from '../../../records/events/event.js';
import { waitingIn } from './waiting-events.js';

/**
 * The fields of events that wait in the document of an erased record: each without what it shows of a person. An element
 * that does not decode goes, because nobody can say what it shows; it would never be relayed.
 */
export const withoutPeople = (elements: unknown): Document => {
  const { events } = waitingIn(elements);
  if (events.length === 0) return { events: undefined, eventsOf: undefined, eventsAt: undefined };
  return {
    events: events.map(({ change, event }) => ({ change, ...(eventRecord.encode(withoutPerson(event)) as Document) })),
  };
};
