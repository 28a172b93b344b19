import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Stores } from '../app/stores.js';
import { errorWords } from '../api/error-words.js';
import { type Account } from '../domain/model/account/account.js';
import { withGivenIds } from '../domain/model/contact/contact.js';
import { type Recipient } from '../domain/model/contact/recipient.js';
import { contactDraftNames, parseContactDraft } from '../domain/model/contact/contact-draft.js';
import { type FeatureLimitExceeded, type Invalid, type MissingConfig } from '../domain/model/errors.js';
import { givenFields } from '../domain/model/given-fields.js';
import { type KeptContact } from '../domain/use-cases/contacts/call.js';
import { createContact } from '../domain/use-cases/contacts/create-contact.js';
import { withConsent } from '../domain/use-cases/contacts/find-contact.js';
import { type ContactWithConsent } from '../domain/use-cases/consent/read-consent.js';
import { completeContact } from '../domain/use-cases/people/complete-contact.js';
import { orThrow } from '../kit/or-throw.js';
import { leftOutIds } from './left-out-ids.js';

/** The fields of a contact, as options and as a CSV file's header. */
export const contactFields = contactDraftNames;

/** The fields as written. Names that are no field of a contact are ignored. */
export type ContactRow = Readonly<Record<string, string | undefined>>;

interface Kept extends KeptContact {
  /** A sentence for each id that the contact did not get. */
  readonly notes: readonly string[];
}

/**
 * Validates a row by the rules of the API, and creates the contact. One that exists already gets a phone or user id that
 * it lacks and no other contact has, and else stays as it is. Left: why it is refused.
 */
export const keepContact = async (
  stores: Pick<Stores, 'contacts' | 'consents' | 'hmac' | 'clock'>,
  account: Account,
  row: ContactRow,
): Promise<E.Either<string, Kept>> => {
  const draft = parseContactDraft(givenFields(contactFields.map((name) => ({ name, value: row[name] }))));
  if (E.isLeft(draft)) return E.left(draft.left.map(({ message }) => message).join('; '));
  const { recipient } = draft.right;
  const kept = await createContact(stores, account, draft.right)();
  if (E.isLeft(kept) && kept.left._tag !== 'Unavailable') return E.left(sentenceOf(kept.left));
  const found = await orThrow(() => Promise.resolve(kept));
  const contact = found.created ? found : { ...(await completed(stores, account, found, recipient)), created: false };
  return E.right({ ...contact, notes: leftOutIds(recipient, contact.contact) });
};

/** A contact that was there gets an id that it lacks, as from a send. */
const completed = async (
  stores: Pick<Stores, 'contacts' | 'consents' | 'hmac'>,
  account: Account,
  known: ContactWithConsent,
  recipient: Recipient,
): Promise<ContactWithConsent> => {
  if (withGivenIds(known.contact, recipient) === known.contact) return known;
  const contact = await orThrow(completeContact(stores, known.contact, recipient));
  return O.isNone(contact) ? known : orThrow(withConsent(stores, account, contact.value));
};

const sentenceOf = (fault: Invalid | MissingConfig | FeatureLimitExceeded): string => {
  const { message, fieldFaults, facts } = errorWords(fault);
  if (fieldFaults !== null) return Object.values(fieldFaults).flat().join('; ');
  return fault._tag === 'MissingConfig' ? `${message} ${JSON.stringify(facts)}` : message;
};
