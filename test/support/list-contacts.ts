import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Contact } from '../../src/domain/model/contact/contact.js';
import { type ContactFilter, type Contacts } from '../../src/domain/ports/contacts.js';
import { type Listing, type Stored } from '../../src/domain/ports/store.js';

/** The filter that every contact fits. */
export const everyone: ContactFilter = { group: null };

/** The contacts of an account in the order of their ids, at most a thousand. */
export const contactsOf = ({ list }: Pick<Contacts, 'list'>, account: AccountId): Stored<Listing<Contact>> =>
  TE.map(({ items, damaged }: Listing<Contact>) => ({ items: [...items].reverse(), damaged }))(
    list(account, everyone, null, 1_000),
  );
