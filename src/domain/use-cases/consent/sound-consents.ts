import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type Damaged, type Listing, type Stored } from '../../ports/store.js';
import { type ContactWithConsent, type ReadConsentPorts, withConsents } from './read-consent.js';

/**
 * Contacts with their consent, in their order, without those whose consent is damaged. All consents are one read; only
 * where one of them is damaged each contact's are read by themselves.
 */
export const withSoundConsents = (
  ports: ReadConsentPorts,
  account: Account,
  contacts: readonly Contact[],
): Stored<Listing<ContactWithConsent>> =>
  pipe(
    unlessDamaged(ports, account, contacts),
    TE.chain((whole) =>
      whole.damaged.length === 0
        ? TE.right(whole)
        : pipe(
            contacts,
            TE.traverseSeqArray((contact) => unlessDamaged(ports, account, [contact])),
            TE.map((each) => ({
              items: each.flatMap(({ items }) => items),
              damaged: each.flatMap(({ damaged }) => damaged),
            })),
          ),
    ),
  );

const unlessDamaged =
  (ports: ReadConsentPorts, account: Account, contacts: readonly Contact[]): Stored<Listing<ContactWithConsent>> =>
  async () => {
    try {
      return E.map((items: readonly ContactWithConsent[]): Listing<ContactWithConsent> => ({ items, damaged: [] }))(
        await withConsents(ports, account, contacts)(),
      );
    } catch (cause) {
      return E.right({ items: [], damaged: contacts.map((contact) => damagedConsent(contact, cause as Error)) });
    }
  };

const damagedConsent = ({ accountId, id }: Contact, cause: Error): Damaged => ({
  what: `the consent of contact ${accountId}/${id}`,
  cause,
});
