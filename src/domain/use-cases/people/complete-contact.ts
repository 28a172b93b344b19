import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Contact, withGivenIds } from '../../model/contact/contact.js';
import { type Recipient } from '../../model/contact/recipient.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Stored } from '../../ports/store.js';

interface CompletePorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'update'>;
}

/**
 * Gives a recipient's contact the id that it lacks, unless another contact has it. If another request has meanwhile
 * created a contact with the phone, that one is the recipient's.
 */
export const completeContact = (
  { contacts }: CompletePorts,
  { accountId, id }: Contact,
  given: Recipient,
): Stored<O.Option<Contact>> =>
  pipe(
    contacts.update(accountId, id, (contact) => withGivenIds(contact, given)),
    TE.chain((found) =>
      given.phone !== null && O.isSome(found) && found.value.recipient.phone === null
        ? contacts.byPhone(accountId, given.phone)
        : TE.right(found),
    ),
  );
