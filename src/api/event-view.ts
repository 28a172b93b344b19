import { type OutboundEvent } from '../domain/model/event/event.js';
import { toTimestamp } from '../domain/model/time.js';
import { contactView } from './contact-view.js';
import { attentionView } from './health-view.js';
import { snapshotView } from './message-view.js';

/**
 * An event under the API's names (SHAPES, "An event"). Its JSON is the body of a webhook, byte for byte, and the data of
 * `GET /events`. Its id stands beside it, not in it.
 */
export const eventView = (event: OutboundEvent) => ({
  type: event.type,
  timestamp: toTimestamp(event.at),
  account_id: event.accountId,
  data: dataOf(event),
});

const dataOf = (event: OutboundEvent): Readonly<Record<string, unknown>> => {
  if ('message' in event) return snapshotView(event.message, toTimestamp);
  if ('contact' in event) return contactView(event);
  return 'health' in event ? attentionView(event) : { contact_id: event.contactId };
};

/** The body of an event, as it is signed and sent. */
export const eventBody = (event: OutboundEvent): string => JSON.stringify(eventView(event));
