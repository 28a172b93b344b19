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
  { phoneNumberIds, businessAccountIds, verifyTokens }: AccountTables,
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
        ...moveShared(businessAccountIds, before, after, ({ whatsapp }) => whatsapp.businessAccountId),
        ...moveShared(verifyTokens, before, after, hashedToken(hash)),
      ])(movePhoneNumberId(before, after)),
    byPhoneNumberIds: (ids) => inOrder(ids.flatMap((id) => phoneNumberIds.get(id) ?? [])),
    byBusinessAccountIds: (ids, { after, limit }) =>
      firstOf(inOrder(ids.flatMap((id) => holders(businessAccountIds, id, after ?? 0, limit + 1))), limit),
    hasVerifyToken: (token) => holders(verifyTokens, hash(token), 0, 1).length > 0,
  };
};

/** Adds an account to the index entries of the values that accounts may share. Repeating it is harmless. */
export const indexAccount = (
  { businessAccountIds, verifyTokens }: AccountTables,
  hash: HashVerifyToken,
  account: Account,
): readonly Write[] => [
  ...putShared(businessAccountIds, account.whatsapp.businessAccountId, account.id),
  ...putShared(verifyTokens, hashedToken(hash)(account), account.id),
];

const hashedToken =
  (hash: HashVerifyToken) =>
  ({ whatsapp: { verifyToken } }: Account): string | null =>
    verifyToken === null ? null : hash(verifyToken);

const putShared = (table: Table<SharedKey, true>, value: string | null, id: number): readonly Write[] =>
  value === null ? [] : [table.put([value, id], true)];

const moveShared = (
  table: Table<SharedKey, true>,
  before: Account,
  after: Account,
  valueOf: (account: Account) => string | null,
): readonly Write[] => {
  const [old, now] = [valueOf(before), valueOf(after)];
  if (old === now) return [];
  return [...(old === null ? [] : [table.remove([old, before.id])]), ...putShared(table, now, after.id)];
};

/** The accounts of a value after this one, lowest id first, at most `limit`. */
const holders = (table: Table<SharedKey, true>, value: string, after: number, limit: number): readonly number[] =>
  table.keys({ from: [value, after + 1], until: [value, Number.MAX_SAFE_INTEGER], limit }).map(([, id]) => id);

const inOrder = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b);
