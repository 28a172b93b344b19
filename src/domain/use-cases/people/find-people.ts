import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { phoneOfWaId, spellingsOf } from '../../model/contact/phone.js';
import { type ShownPerson } from '../../model/contact/shown-person.js';
import { type Damaged, type Listing, type Stored } from '../../ports/store.js';
import { type FindPeoplePorts } from './ports.js';

/**
 * The contacts that have one of the ids that WhatsApp showed: those with a user id first. A number counts in any of its
 * spellings, as WhatsApp's own id and as a phone.
 */
export const findPeople =
  (ports: FindPeoplePorts, account: AccountId, shown: ShownPerson): Stored<Listing<Contact>> =>
  async () => {
    const known = new Map<number, Contact>();
    const damaged: Damaged[] = [];
    for (const lookUp of lookUps(ports, account, shown)) {
      const found = await lookUp();
      if (E.isLeft(found)) return found;
      for (const contact of found.right.items) known.set(contact.id, contact);
      damaged.push(...found.right.damaged);
    }
    return E.right({ items: [...known.values()], damaged });
  };

const lookUps = (
  { contacts }: FindPeoplePorts,
  account: AccountId,
  { waId, userId, parentUserId }: ShownPerson,
): readonly Stored<Listing<Contact>>[] => [
  ...[userId, parentUserId].flatMap((id) => (id === null ? [] : [soundOrDamaged(contacts.byUserId(account, id))])),
  ...(waId === null ? [] : spellingsOf(waId)).flatMap((spelling) => {
    const phone = phoneOfWaId(spelling);
    return [
      contacts.byWaId(account, spelling),
      ...(O.isNone(phone) ? [] : [soundOrDamaged(contacts.byPhone(account, phone.value))]),
    ];
  }),
];

/** A contact that does not decode must not keep what is known of its person from being recorded. */
export const soundOrDamaged =
  (found: Stored<O.Option<Contact>>): Stored<Listing<Contact>> =>
  async () => {
    try {
      return E.map((contact: O.Option<Contact>) => ({
        items: O.isNone(contact) ? [] : [contact.value],
        damaged: [],
      }))(await found());
    } catch (cause) {
      return E.right({ items: [], damaged: [{ what: 'a contact', cause: cause as Error }] });
    }
  };
