import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type Recipient } from '../../model/contact/recipient.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Stored } from '../../ports/store.js';

interface FindPorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'byUserId'>;
}

/** The contacts that a recipient names. */
export interface FoundContacts {
  /** The one that a message goes to. */
  readonly contact: O.Option<Contact>;
  /** Another one, which has the recipient's user id. */
  readonly other: O.Option<Contact>;
}

/** Finds a contact by the phone; where no contact has that phone, by the user id (SPEC 5, "A contact"). */
export const findContacts = (
  { contacts }: FindPorts,
  account: AccountId,
  { phone, userId }: Recipient,
): Stored<FoundContacts> =>
  pipe(
    phone === null ? TE.right(O.none) : contacts.byPhone(account, phone),
    TE.chain((byPhone) =>
      userId === null || (O.isSome(byPhone) && byPhone.value.recipient.userId === userId)
        ? TE.right({ contact: byPhone, other: O.none })
        : pipe(
            contacts.byUserId(account, userId),
            TE.map((byUserId) =>
              O.isNone(byPhone) ? { contact: byUserId, other: O.none } : { contact: byPhone, other: byUserId },
            ),
          ),
    ),
  );
