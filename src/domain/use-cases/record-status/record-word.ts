import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { personHashes } from '../../model/contact/person-hash.js';
import { phoneOfWaId, spellingsOf } from '../../model/contact/phone.js';
import { type InboundText } from '../../model/message/news.js';
import { type ContactEvent } from '../../model/message/outbound-event.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Damaged, type Listing, type Stored } from '../../ports/store.js';
import { recordConsent, type RecordConsentPorts } from '../consent/record-consent.js';
import { rejectDamaged } from '../reject-damaged.js';
import { consentWordOf } from './consent-word.js';

export interface RecordWordPorts extends RecordConsentPorts {
  readonly contacts: Pick<Contacts, 'byWaId' | 'byPhone'>;
}

/**
 * Records a text that is a STOP or START of the account; any other text changes nothing. The word counts for its author
 * under every id that the text has, contact or not.
 */
export const recordWord = (
  ports: RecordWordPorts,
  account: Account,
  { waId, userId, text, at }: InboundText,
): Stored<readonly ContactEvent[]> => {
  const said = consentWordOf(account, text);
  if (said === null) return TE.right([]);
  const hashes = personHashes(ports.hmac, account, { numbers: [waId], userIds: [userId] });
  return pipe(
    authorsOf(ports, account, waId),
    TE.chain(({ items, damaged }) =>
      pipe(
        recordConsent(ports, account, { hashes, contacts: items }, { optedOut: said === 'stop', at }),
        // The other ids of a damaged contact are not known. WhatsApp sends the word again until it is restored.
        TE.chainFirstW(() => rejectDamaged(damaged)),
      ),
    ),
  );
};

/** The contacts that WhatsApp knows under this id, or that have this number, in any of its spellings. */
const authorsOf =
  ({ contacts }: RecordWordPorts, { id }: Account, waId: string | null): Stored<Listing<Contact>> =>
  async () => {
    const known = new Map<number, Contact>();
    const damaged: Damaged[] = [];
    const lookUps = (waId === null ? [] : spellingsOf(waId)).flatMap((spelling) => {
      const phone = phoneOfWaId(spelling);
      return [
        contacts.byWaId(id, spelling),
        ...(O.isNone(phone) ? [] : [soundOnly(contacts.byPhone(id, phone.value))]),
      ];
    });
    for (const lookUp of lookUps) {
      const found = await lookUp();
      if (E.isLeft(found)) return found;
      for (const contact of found.right.items) known.set(contact.id, contact);
      damaged.push(...found.right.damaged);
    }
    return E.right({ items: [...known.values()], damaged });
  };

/** A contact that does not decode must not keep the word of its person from being recorded. */
const soundOnly =
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
