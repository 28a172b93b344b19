import { type Document } from 'mongodb';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { contactErasedEvent } from '../../../../domain/model/contact/contact-event.js';
import { erasedContact, type ErasedContact } from '../../../../domain/model/contact/erased-contact.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { documents } from '../database/documents.js';
import { withoutPeople } from '../events/waiting/erase-waiting.js';
import { besideEvents } from '../events/waiting/written-events.js';
import { contactDocuments, erasedDocument } from '../contacts/contact-documents.js';

/**
 * Empties a contact, in one write with its event and with the note of the erasing. Events that still wait in its document
 * lose what they show. It is written only over the contact as it was read. False if there is no such contact.
 */
export const eraseContact = async (
  database: Database,
  account: AccountId,
  id: ContactId,
  now: Instant,
): Promise<boolean> => {
  const kept = await contactDocuments(database).byId(account, id);
  if (kept === null) return false;
  const record = erasedContact(kept.record, now);
  const { document } = kept;
  const waiting = { ...pick(document, ['eventsAt']), ...withoutPeople(document['events']) };
  const beside = { ...besideEvents(waiting, [contactErasedEvent(record, now)]), erasureNoted: now };
  // Every other field of the document goes.
  const left = { record, document: { _id: document._id, ...pick(document, ['accountId', 'ordinal', 'revision']) } };
  const contacts = documents<ErasedContact>({ database, name: 'contacts', codec: erasedDocument });
  return (await contacts.replace(left, record, beside)) || eraseContact(database, account, id, now);
};

const pick = (document: AnyDocument, names: readonly string[]): Document =>
  Object.fromEntries(names.map((name) => [name, document[name] as unknown]));
