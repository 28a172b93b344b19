import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type ContactChange, withDetails } from '../../model/contact/contact-change.js';
import { unknownEntries } from '../../model/contact/new-contact.js';
import { type Invalid, type NotFound, type Unavailable } from '../../model/errors.js';
import { toInvalid } from '../../model/field-faults.js';
import { type Contacts } from '../../ports/contacts.js';
import { type ContactWithConsent, type ReadConsentPorts } from '../consent/read-consent.js';
import { someContact, withConsent } from './find-contact.js';

export interface ChangeContactPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'update'>;
}

/** Changes what an account says of a contact. Staff and groups must be the account's. It writes nothing if nothing is new. */
export const changeContact = (
  ports: ChangeContactPorts,
  account: Account,
  { id }: Pick<Contact, 'id'>,
  change: ContactChange,
): TE.TaskEither<NotFound | Invalid | Unavailable, ContactWithConsent> => {
  const { assignedTo = null, groups = [] } = change;
  const faults = unknownEntries(account, { assignedTo, groups }, '');
  if (faults.length > 0) return TE.left(toInvalid(faults));
  return pipe(
    ports.contacts.update(account.id, id, (contact) => withDetails(contact, change)),
    TE.chainW(someContact),
    TE.chainW((contact) => withConsent(ports, account, contact)),
  );
};
