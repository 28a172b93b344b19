import { type ContactSnapshot } from '../domain/model/contact/contact-snapshot.js';
import { type Instant, toTimestamp, timestampOrNull } from '../domain/model/time.js';

/** A contact, and since when it has opted out; null if it has not. */
interface ShownContact {
  readonly contact: ContactSnapshot;
  readonly optedOutAt: Instant | null;
}

/** A contact under the API's names, as answers, events and the command line show it. A field without a value is null. */
export const contactView = ({ contact, optedOutAt }: ShownContact) => ({
  contact_id: contact.id,
  phone: contact.recipient.phone,
  user_id: contact.recipient.userId,
  username: contact.username,
  firstname: contact.firstname,
  lastname: contact.lastname,
  email: contact.email,
  country: contact.country,
  assigned_id: contact.assignedTo,
  groups: contact.groups,
  status: contact.status,
  source: contact.source,
  chat_id: contact.id,
  wa_id: contact.waId,
  opted_out_at: timestampOrNull(optedOutAt),
  last_inbound_at: timestampOrNull(contact.lastInboundAt),
  created_at: toTimestamp(contact.createdAt),
});
