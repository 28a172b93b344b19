import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { consentKeyOf, withConsentKey } from '../../shared/upgrade/consent-key.js';
import { type FormerConsent, formerConsentOf } from '../../shared/upgrade/former-consent.js';
import { consentTable } from '../contacts/consent-records.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

const giveKeys: FilesystemPart = eachRecord<number>({
  name: 'accounts',
  show: String,
  writes:
    ({ sealer }) =>
    (id, record, accounts) =>
      pipe(
        withConsentKey(record, sealer),
        E.map((made) => (made === record ? [] : [accounts.put(id, made)])),
      ),
});

/** Two contacts may be one person: the newer consent counts. */
const moveEach: FilesystemPart = eachRecord<readonly [account: number, id: number]>({
  name: 'contacts',
  show: (key) => key.join('/'),
  writes: ({ environment, sealer }) => {
    const keyOf = keyReader(environment, sealer);
    const put = putNewer(consentTable(environment));
    return (key, record, contacts) =>
      pipe(
        formerConsentOf(record, keyOf),
        E.map((former) =>
          former === null
            ? []
            : [
                ...former.hashes.map((hash) => put(hash, former)),
                contacts.put(key, { ...Object(record), consentAt: undefined, optedOutAt: undefined }),
              ],
        ),
      );
  },
});

/** Reads the consent key of each account once. */
const keyReader = (environment: Environment, sealer: Sealer) => {
  const accounts = environment.table<number, unknown>({ name: 'accounts', codec: t.unknown, show: String });
  const keys = new Map<number, E.Either<string, string>>();
  return (account: number): E.Either<string, string> => {
    const key = keys.get(account) ?? consentKeyOf(accounts.get(account), sealer);
    keys.set(account, key);
    return key;
  };
};

/** Keeps a consent under a hash, unless a newer one is there. */
const putNewer =
  (consents: ReturnType<typeof consentTable>) =>
  (hash: PersonHash, { accountId, consent }: FormerConsent): Write =>
  () => {
    const kept = consents.get([accountId, hash]);
    const saidAt = kept?.said?.saidAt ?? null;
    if (saidAt === null || saidAt < consent.saidAt)
      consents.put([accountId, hash], { said: consent, joinedWith: kept?.joinedWith ?? [] })();
  };

/** Gives each account its consent key, and moves consent from contacts to their hashes. */
export const moveConsents: readonly FilesystemPart[] = [giveKeys, moveEach];
