import { pipe } from 'fp-ts/lib/function.js';
import type * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact, type ContactId, idsOf } from '../../model/contact/contact.js';
import { type NotFound, type Unavailable } from '../../model/errors.js';
import { parseId } from '../../model/field-rules.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Stored } from '../../ports/store.js';
import { type ContactWithConsent, readConsent, type ReadConsentPorts } from '../consent/read-consent.js';

export interface FindContactPorts {
  readonly contacts: Pick<Contacts, 'byId'>;
}

export const noContact: NotFound = { _tag: 'NotFound', what: 'contact' };

/** A contact of an account by its id as a caller wrote it. */
export const findContact = (
  { contacts }: FindContactPorts,
  account: Account,
  written: string,
): TE.TaskEither<NotFound | Unavailable, Contact> =>
  pipe(
    TE.fromEither(parseId(written)),
    TE.mapLeft(() => noContact),
    TE.chainW((id) => contacts.byId(account.id, id as ContactId)),
    TE.chainW(someContact),
  );

export const someContact = (found: O.Option<Contact>): TE.TaskEither<NotFound, Contact> =>
  TE.fromOption(() => noContact)(found);

/** A contact as its account sees it now. */
export const withConsent = (ports: ReadConsentPorts, account: Account, contact: Contact): Stored<ContactWithConsent> =>
  pipe(
    readConsent(ports, account, idsOf(contact)),
    TE.map((optedOutAt) => ({ contact, optedOutAt })),
  );
