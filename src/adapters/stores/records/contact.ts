import * as t from 'io-ts';
import { type Contact } from '../../../domain/model/contact/contact.js';
import { type ContactSnapshot } from '../../../domain/model/contact/contact-snapshot.js';
import { type ErasedContact } from '../../../domain/model/contact/erased-contact.js';
import { accountId, added, contactId, instant, nullable, positive, strict, userId } from './codecs.js';
import { type Flat, recipientFields, withRecipient } from './recipient.js';

const flatContact = strict<Flat<Contact>>('contact', {
  accountId,
  id: contactId,
  ...recipientFields,
  otherUserId: added(nullable(userId), null),
  username: added(nullable(t.string), null),
  firstname: nullable(t.string),
  lastname: nullable(t.string),
  email: nullable(t.string),
  country: nullable(t.string),
  assignedTo: nullable(positive),
  groups: t.readonlyArray(positive),
  status: nullable(positive),
  source: nullable(positive),
  waId: nullable(t.string),
  waIdAt: added(nullable(instant), null),
  userIdAt: added(nullable(instant), null),
  otherUserIdAt: added(nullable(instant), null),
  lastInboundAt: added(nullable(instant), null),
  createdAt: instant,
});

/** A contact as a store keeps it. Contacts of earlier versions have a phone, and no user id. */
export const contactRecord = withRecipient<Contact>(flatContact);

/** Erasing takes all of these or none. */
const wasErased = t.type({ username: t.null, firstname: t.null, lastname: t.null, email: t.null, waId: t.null }).is;

/** A contact as an event keeps it. */
export const contactSnapshotRecord = withRecipient<ContactSnapshot>(flatContact, wasErased);

/** What a store keeps of an erased contact. */
export const erasedContactRecord = strict<ErasedContact>('erased contact', {
  accountId,
  id: contactId,
  createdAt: instant,
  erasedAt: instant,
});
