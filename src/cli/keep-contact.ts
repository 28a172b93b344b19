import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { type Stores } from '../app/stores.js';
import { type Account } from '../domain/model/account/account.js';
import { type Contact, type NewContact } from '../domain/model/contact/contact.js';
import { contactDetailNames, parseContactDetails } from '../domain/model/contact/contact-fields.js';
import { errorWords } from '../api/error-words.js';
import { type FeatureLimitExceeded } from '../domain/model/errors.js';
import { allChecks } from '../domain/model/field-faults.js';
import { givenFields } from '../domain/model/given-fields.js';
import { newContact } from '../domain/model/contact/new-contact.js';
import { idsOfRecipient } from '../domain/model/contact/person-hash.js';
import { parseRecipient, recipientFieldNames } from '../domain/model/contact/recipient-fields.js';
import { readConsent } from '../domain/use-cases/consent/read-consent.js';
import { orThrow } from '../kit/or-throw.js';
import { leftOutIds } from './left-out-ids.js';

/** The fields of a contact, as options and as a CSV file's header. */
export const contactFields = [...recipientFieldNames, ...contactDetailNames] as const;

/** The fields as written. Names that are no field of a contact are ignored. */
export type ContactRow = Readonly<Record<string, string | undefined>>;

interface KeptContact {
  readonly contact: Contact;
  readonly created: boolean;
  readonly notes: readonly string[];
}

/**
 * Validates a row by the rules of the API, and stores it. A contact that exists already gets a phone or user id that it
 * lacks and no other contact has, and else stays as it is. `notes`: a sentence for each id that it did not get.
 */
export const keepContact = async (
  stores: Stores,
  account: Account,
  row: ContactRow,
): Promise<E.Either<string, KeptContact>> => {
  const judged = judge(account, row);
  if (E.isLeft(judged)) return judged;
  const optedOutAt = await orThrow(readConsent(stores, account, idsOfRecipient(judged.right.recipient)));
  const kept = await stores.contacts.findOrCreate(
    account.id,
    judged.right,
    account.limits.contacts,
    stores.clock.now(),
    optedOutAt,
  )();
  if (E.isLeft(kept) && kept.left._tag === 'FeatureLimitExceeded') return E.left(full(kept.left));
  const { contact, created } = await orThrow(() => Promise.resolve(kept));
  return E.right({ contact, created, notes: leftOutIds(judged.right.recipient, contact) });
};

const full = (fault: FeatureLimitExceeded): string => errorWords(fault).message;

const judge = (account: Account, row: ContactRow): E.Either<string, NewContact> => {
  const given = givenFields(contactFields.map((name) => ({ name, value: row[name] })));
  const read = sequenceS(allChecks)({
    recipient: parseRecipient(given),
    details: parseContactDetails(given, ''),
  });
  if (E.isLeft(read)) return E.left(read.left.map(({ message }) => message).join('; '));
  return E.mapLeft((fault: Parameters<typeof errorWords>[0]) => {
    const { message, fieldFaults, facts } = errorWords(fault);
    if (fieldFaults !== null) return Object.values(fieldFaults).flat().join('; ');
    return facts === null ? message : `${message} ${JSON.stringify(facts)}`;
  })(newContact(account, read.right.recipient, read.right.details, ''));
};
