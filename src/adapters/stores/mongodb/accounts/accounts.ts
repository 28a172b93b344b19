import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Filter } from 'mongodb';
import { type Account, type AccountId, addEntry } from '../../../../domain/model/account/account.js';
import { changeAccount } from '../../../../domain/model/account/change-account.js';
import { type AccountDraft, newAccount } from '../../../../domain/model/account/new-account.js';
import { seenHealth } from '../../../../domain/model/account/seen-health.js';
import { type Instant } from '../../../../domain/model/time.js';
import {
  type Accounts,
  type Page,
  type PageOf,
  type PhoneNumberIdTaken,
  type RecordedHealth,
} from '../../../../domain/ports/accounts.js';
import { type Listing, type Stored } from '../../../../domain/ports/store.js';
import { randomKey } from '../../../../kit/crypto/random-key.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { readEach } from '../../shared/read-each.js';
import { sealAccount } from '../../shared/sealing/secrets.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { counters } from '../database/counters.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { type Documents, equal } from '../database/documents.js';
import { CorruptDocument, isDuplicate } from '../database/faults.js';
import { type AccountEvents, attentionAt, type EventOf, noEvent } from './account-events.js';
import {
  accountDocuments,
  accountOf,
  appSecretDocuments,
  appSecretOf,
  besideAccount,
  BUSINESS_ACCOUNT_ID,
  numberClaim,
} from './account-documents.js';
import { besideEvents } from '../events/waiting/written-events.js';
import { sealing } from '../database/key-checks.js';
import { storing, storingEither } from '../../shared/store-fault.js';

/** Accounts in MongoDB, a document each. The sealer seals their secrets on writes and opens them on reads. */
export const mongodbAccounts = (
  database: Database,
  sealer: Sealer,
  hash: HashVerifyToken,
  events: AccountEvents,
): Accounts => {
  const accounts = accountDocuments(database);
  const appSecrets = appSecretDocuments(database);
  const nextId = counters(database);
  const find = (id: number) => accounts.first(equal({ _id: id }));

  /**
   * Applies `make` to an account and writes the result, with the event of the change, unless it is the same value. If the
   * account was changed meanwhile, it applies `make` again.
   */
  const change = async (
    id: number,
    make: (account: Account) => Account,
    eventOf: EventOf,
  ): Promise<E.Either<PhoneNumberIdTaken, O.Option<RecordedHealth>>> => {
    const kept = await find(id);
    if (kept === null) return E.right(O.none);
    const before = accountOf(kept, sealer);
    const account = make(before);
    if (account === before) return E.right(O.some({ account, event: null }));
    const event = await eventOf(before, account);
    const beside = {
      ...besideAccount(account, hash),
      ...besideEvents(kept.document, event === null ? [] : [event]),
    };
    try {
      const isWritten = await sealing(database, sealer, () =>
        accounts.replace(kept, sealAccount(account, sealer), beside),
      );
      if (!isWritten) return change(id, make, eventOf);
      if (event !== null) events.tell();
      return E.right(O.some({ account, event }));
    } catch (error) {
      if (isDuplicate(error)) return E.left({ _tag: 'PhoneNumberIdTaken' });
      throw error;
    }
  };

  const create = async (draft: AccountDraft, now: Instant): Promise<Account> => {
    const id = (await nextId('accounts')) as AccountId;
    const account = newAccount(id, draft, { mediaKey: randomKey(), consentKey: randomKey() }, now);
    const made = await sealing(database, sealer, () =>
      accounts.insert(sealAccount(account, sealer), { _id: id, ...besideAccount(account, hash) }),
    );
    return made === null ? create(draft, now) : account;
  };

  const open = (document: AnyDocument): Account => accountOf(accounts.decode(document), sealer);

  const listing = (filter: Filter<AnyDocument>): Stored<Listing<Account>> =>
    storing(async () => readEach(await accounts.found(filter, { _id: 1 }), open, CorruptDocument));

  /** A page of the accounts that fit a filter; `read` reads one document. */
  const page = <A extends object>(
    from: Pick<Documents<unknown>, 'found'>,
    filter: Filter<AnyDocument>,
    { after, limit }: PageOf,
    read: (document: AnyDocument) => A,
  ): Stored<Page<A>> =>
    storing(async () => {
      const behind = after === null ? filter : { ...filter, _id: { $gt: after } };
      const documents = await from.found(behind, { _id: 1 }, limit + 1);
      const last = documents.length > limit ? documents[limit - 1] : undefined;
      return {
        ...readEach(documents.slice(0, limit), read, CorruptDocument),
        // Behind all numbers come only damaged accounts, without an id to go on from.
        next: typeof last?._id === 'number' ? (last._id as AccountId) : null,
      };
    });

  return {
    byId: (id) =>
      storing(async () =>
        pipe(
          O.fromNullable(await find(id)),
          O.map((kept) => accountOf(kept, sealer)),
        ),
      ),
    byIds: (ids) => listing({ _id: { $in: ids.map(Number) } }),
    list: listing({}),
    byPhoneNumberIds: (ids) =>
      listing({
        $or: [{ numberClaim: { $in: ids.map(numberClaim) } }, { formerPhoneNumberIds: { $in: ids.map(String) } }],
      }),
    byBusinessAccountIds: (ids, which) =>
      page(accounts, { [BUSINESS_ACCOUNT_ID]: { $in: ids.map(String) } }, which, open),
    appSecrets: (which) => page(appSecrets, {}, which, (document) => appSecretOf(appSecrets.decode(document), sealer)),
    hasVerifyToken: (token) =>
      storing(async () => {
        const found = accounts.collection.findOne(equal({ verifyTokenHash: hash(token) }), { projection: { _id: 1 } });
        return (await database.within(found)) !== null;
      }),
    create: (draft, now) => storing(() => create(draft, now)),
    change: (id, changes, now) =>
      storingEither(async () =>
        E.map(O.map(({ account }: RecordedHealth) => account))(
          await change(id, (account) => changeAccount(account, changes, now), attentionAt(events, now)),
        ),
      ),
    recordHealth: (id, seen, now) =>
      storing(async () => {
        const make = (account: Account): Account => {
          const health = seenHealth(account, seen, now);
          return health === account.health ? account : { ...account, health };
        };
        const changed = await change(id, make, attentionAt(events, now));
        return E.isLeft(changed) ? O.none : changed.right;
      }),
    addEntry: (id, directory, name) =>
      storing(async () => {
        const changed = await change(id, (account) => addEntry(account, directory, name).account, noEvent);
        return E.isLeft(changed)
          ? O.none
          : O.chain(({ account }: RecordedHealth) => O.fromNullable(account[directory].at(-1)))(changed.right);
      }),
  };
};
