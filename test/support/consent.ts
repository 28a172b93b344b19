import { type Account, type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type Contacts } from '../../src/domain/ports/contacts.js';
import { type ConsentRecords } from '../../src/domain/ports/consent-records.js';
import { type Accounts } from '../../src/domain/ports/accounts.js';
import { readConsent } from '../../src/domain/use-cases/consent/read-consent.js';
import { recordConsent } from '../../src/domain/use-cases/consent/record-consent.js';
import { hmacSha256 as hmac } from '../../src/kit/crypto/hmac.js';
import { right, some } from '../contracts/support.js';

interface ConsentStores {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly contacts: Pick<Contacts, 'byId'>;
  readonly consents: ConsentRecords;
}

/** Opts a contact out (or in) by hand. */
export const sayWord = async (
  { accounts, contacts, consents }: ConsentStores,
  accountId: AccountId,
  id: ContactId,
  word: { readonly optedOut: boolean; readonly at: number },
): Promise<void> => {
  const account = await some(accounts.byId(accountId));
  const contact = await some(contacts.byId(accountId, id));
  await right(
    recordConsent(
      { consents, hmac, clock: { now: () => word.at } },
      account,
      { hashes: [], contacts: [contact] },
      word,
    ),
  );
};

/** Since when somebody with this number has opted out; null if they have not. */
export const optedOutSinceBy = async (
  { consents }: Pick<ConsentStores, 'consents'>,
  account: Account,
  number: string,
): Promise<number | null> => right(readConsent({ consents, hmac }, account, { numbers: [number] }));
