import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../../domain/model/account/account.js';
import { type PageOf, type PhoneNumberIdTaken } from '../../../../domain/ports/accounts.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { type Table, type Write } from '../lmdb/table.js';
import { type AccountTables, type SharedKey } from './account-records.js';
import { firstOf, type IdPage } from './id-page.js';

/** Finds accounts by other values than their ids. Its writes belong in the transaction of the account's change. */
export interface AccountIndex {
  /** Moves an account from its old index entries to the new ones. Left: another account has the phone number id. */
  readonly move: (before: Account, after: Account) => E.Either<PhoneNumberIdTaken, readonly Write[]>;
  readonly byPhoneNumberIds: (ids: readonly string[]) => readonly number[];
  readonly byBusinessAccountIds: (ids: readonly string[], page: PageOf) => IdPage;
  readonly hasVerifyToken: (token: string) => boolean;
}

export const accountIndex = (
  { phoneNumberIds, formerPhoneNumberIds, businessAccountIds, verifyTokens }: AccountTables,
  hash: HashVerifyToken,
): AccountIndex => {
  const movePhoneNumberId = (before: Account, after: Account): E.Either<PhoneNumberIdTaken, readonly Write[]> => {
    const [old, now] = [before.whatsapp.phoneNumberId, after.whatsapp.phoneNumberId];
    if (old === now) return E.right([]);
    const holder = now === null ? undefined : phoneNumberIds.get(now);
    if (holder !== undefined && holder !== after.id) return E.left({ _tag: 'PhoneNumberIdTaken' });
    return E.right([
      ...(old === null ? [] : [phoneNumberIds.remove(old)]),
      ...(now === null ? [] : [phoneNumberIds.put(now, after.id)]),
    ]);
  };

  return {
    move: (before, after) =>
      E.map((moves: readonly Write[]) => [
        ...moves,
        ...moveShared(formerPhoneNumberIds, before, after, (account) => account.formerPhoneNumberIds),
        ...moveShared(businessAccountIds, before, after, businessAccountOf),
        ...moveShared(verifyTokens, before, after, hashedToken(hash)),
      ])(movePhoneNumberId(before, after)),
    byPhoneNumberIds: (ids) =>
      inOrder(
        ids.flatMap((id) => [
          ...valuesOf(phoneNumberIds.get(id)),
          ...holders(formerPhoneNumberIds, id, 0, MOST_FORMER_HOLDERS),
        ]),
      ),
    byBusinessAccountIds: (ids, { after, limit }) =>
      firstOf(inOrder(ids.flatMap((id) => holders(businessAccountIds, id, after ?? 0, limit + 1))), limit),
    hasVerifyToken: (token) => holders(verifyTokens, hash(token), 0, 1).length > 0,
  };
};

/** Adds an account to the index entries of the values that accounts may share. Repeating it is harmless. */
export const indexAccount = (
  { formerPhoneNumberIds, businessAccountIds, verifyTokens }: AccountTables,
  hash: HashVerifyToken,
  account: Account,
): readonly Write[] => [
  ...putShared(formerPhoneNumberIds, account.formerPhoneNumberIds, account.id),
  ...putShared(businessAccountIds, businessAccountOf(account), account.id),
  ...putShared(verifyTokens, hashedToken(hash)(account), account.id),
];

/** How many accounts that had a phone number id before are found by it. */
const MOST_FORMER_HOLDERS = 32;

const businessAccountOf = ({ whatsapp }: Account): readonly string[] => valuesOf(whatsapp.businessAccountId);

const hashedToken =
  (hash: HashVerifyToken) =>
  ({ whatsapp: { verifyToken } }: Account): readonly string[] =>
    valuesOf(verifyToken).map(hash);

const valuesOf = <A>(value: A | null | undefined): readonly A[] =>
  value === null || value === undefined ? [] : [value];

const putShared = (table: Table<SharedKey, true>, values: readonly string[], id: number): readonly Write[] =>
  values.map((value) => table.put([value, id], true));

const moveShared = (
  table: Table<SharedKey, true>,
  before: Account,
  after: Account,
  valuesIn: (account: Account) => readonly string[],
): readonly Write[] => {
  const [old, now] = [valuesIn(before), valuesIn(after)];
  return [
    ...old.filter((value) => !now.includes(value)).map((value) => table.remove([value, before.id])),
    ...putShared(
      table,
      now.filter((value) => !old.includes(value)),
      after.id,
    ),
  ];
};

/** The accounts of a value after this one, lowest id first, at most `limit`. */
const holders = (table: Table<SharedKey, true>, value: string, after: number, limit: number): readonly number[] =>
  table.keys({ from: [value, after + 1], until: [value, Number.MAX_SAFE_INTEGER], limit }).map(([, id]) => id);

const inOrder = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b);
