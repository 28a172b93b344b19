import { type Contact } from '../../../../domain/model/contact/contact.js';
import { changedTo, noneTaken } from '../../../../domain/model/contact/taken-ids.js';
import { type Kept } from '../database/documents.js';
import { CorruptDocument, isDuplicate } from '../database/faults.js';
import { type ContactDocuments } from './contact-documents.js';

/**
 * The only way in which a contact changes in this store: to what `change` makes of it, but for a phone or user id that
 * another contact has. It is written only over the contact as it was read, and read again if it was changed since.
 * Returns the contact after the change; null if it was erased meanwhile.
 */
export const changeContact = async (
  contacts: ContactDocuments,
  kept: Kept<Contact>,
  change: (contact: Contact) => Contact,
  taken = noneTaken,
): Promise<Contact | null> => {
  const before = kept.record;
  const wanted = change(before);
  const after = changedTo(before, wanted, taken);
  if (after === before) return before;
  switch (await write(contacts, kept, after)) {
    case 'written':
      return after;
    case 'refused':
      // None is taken if the other contact has changed since. Then the same is written once more.
      return changeContact(contacts, kept, change, await contacts.taken(wanted));
    case 'changed': {
      const now = await contacts.byId(before.accountId, before.id);
      return now === null ? null : changeContact(contacts, now, change);
    }
  }
};

/** `refused`: by a unique index. */
const write = async (
  contacts: ContactDocuments,
  kept: Kept<Contact>,
  after: Contact,
): Promise<'written' | 'refused' | 'changed'> => {
  try {
    return (await contacts.replace(kept, after)) ? 'written' : 'changed';
  } catch (error) {
    if (isDuplicate(error)) return 'refused';
    throw error;
  }
};

/**
 * The same for a contact of which the caller knows what it last read. It reads and writes nothing if the known contact
 * does not change. A damaged document stays as it is, and so does an erased contact: the contact is the one that the
 * caller knows.
 */
export const changeKnown = async (
  contacts: ContactDocuments,
  known: Contact,
  change: (contact: Contact) => Contact,
): Promise<Contact> => {
  if (change(known) === known) return known;
  const kept = await soundContact(contacts, known);
  return (kept === null ? null : await changeSound(contacts, kept, change)) ?? known;
};

/** A change of a contact whose document may be damaged meanwhile. Null if it was erased meanwhile. */
export const changeSound = (
  contacts: ContactDocuments,
  kept: Kept<Contact>,
  change: (contact: Contact) => Contact,
): Promise<Contact | null> => ifDamaged(kept.record, () => changeContact(contacts, kept, change));

/** The document of a contact; null if there is none, or it is damaged. */
export const soundContact = (
  contacts: ContactDocuments,
  { accountId, id }: Pick<Contact, 'accountId' | 'id'>,
): Promise<Kept<Contact> | null> => ifDamaged(null, () => contacts.byId(accountId, id));

const ifDamaged = async <A>(otherwise: A, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CorruptDocument) return otherwise;
    throw error;
  }
};
