import * as E from 'fp-ts/lib/Either.js';
import { type Stores } from '../app/stores.js';
import { type Account } from '../domain/model/account/account.js';
import { type Contact, type NewContact } from '../domain/model/contact/contact.js';
import { contactDetailNames, parseContactDetails } from '../domain/model/contact/contact-fields.js';
import { errorWords } from '../api/error-words.js';
import { type FeatureLimitExceeded } from '../domain/model/errors.js';
import { required } from '../domain/model/field-rules.js';
import { givenFields } from '../domain/model/given-fields.js';
import { newContact } from '../domain/model/contact/new-contact.js';
import { parsePhoneNumber } from '../domain/model/contact/phone.js';
import { orThrow } from '../kit/or-throw.js';

/** The fields of a contact, as options and as a CSV file's header. */
export const contactFields = ['phone', ...contactDetailNames] as const;

/** The fields as written. Names that are no field of a contact are ignored. */
export type ContactRow = Readonly<Record<string, string | undefined>>;

/** Validates a row by the rules of the API, and stores it. A contact that exists already stays as it is. */
export const keepContact = async (
  stores: Stores,
  account: Account,
  row: ContactRow,
): Promise<E.Either<string, { contact: Contact; created: boolean }>> => {
  const judged = judge(account, row);
  if (E.isLeft(judged)) return judged;
  const kept = await stores.contacts.findOrCreate(
    account.id,
    judged.right,
    account.limits.contacts,
    stores.clock.now(),
  )();
  return E.isLeft(kept) && kept.left._tag === 'FeatureLimitExceeded'
    ? E.left(full(kept.left))
    : E.right(await orThrow(() => Promise.resolve(kept)));
};

const full = (fault: FeatureLimitExceeded): string => errorWords(fault).message;

const judge = (account: Account, row: ContactRow): E.Either<string, NewContact> => {
  const given = givenFields(contactFields.map((name) => ({ name, value: row[name] })));
  const phone = required(given)('phone', parsePhoneNumber);
  const details = parseContactDetails(given, '');
  if (E.isLeft(phone) || E.isLeft(details)) {
    const faults = [...(E.isLeft(phone) ? phone.left : []), ...(E.isLeft(details) ? details.left : [])];
    return E.left(faults.map(({ message }) => message).join('; '));
  }
  return E.mapLeft((fault: Parameters<typeof errorWords>[0]) => {
    const { message, fieldFaults, facts } = errorWords(fault);
    if (fieldFaults !== null) return Object.values(fieldFaults).flat().join('; ');
    return facts === null ? message : `${message} ${JSON.stringify(facts)}`;
  })(newContact(account, phone.right, details.right, ''));
};
