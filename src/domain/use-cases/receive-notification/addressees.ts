import * as E from 'fp-ts/lib/Either.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type News, newsOf } from '../../model/message/news.js';
import { type Damaged } from '../../ports/store.js';
import { accountsOfWamids, type AccountsOfWamidsPorts } from './accounts-of-wamids.js';
import { byBusinessAccountIds, byIds, byPhoneNumberIds, distinctAccounts } from './find-accounts.js';
import { type Piece } from './pieces.js';

/** What a notification reports to an account, in its order. */
export interface Delivery {
  readonly account: Account;
  readonly news: readonly News[];
}

/** The deliveries of a notification, and the damaged accounts that it may have news for. */
export interface Addressed {
  readonly deliveries: readonly Delivery[];
  readonly damaged: readonly Damaged[];
}

/**
 * Whose news a notification has that this app secret signed (SPEC 5). A piece names the account with its phone number.
 * If it has no number, or nobody's, it names the accounts of its business account, and those that had the number before.
 * It also names the account whose mark it has. If it names none, its wamid is looked up among the accounts with the
 * secret. Of the named accounts, those with the secret get it, and no other.
 */
export const addressed = async (
  ports: AccountsOfWamidsPorts,
  secret: string,
  pieces: readonly Piece[],
): Promise<E.Either<Unavailable, Addressed>> => {
  const found = await namedBy(ports, pieces);
  if (E.isLeft(found)) return found;
  const { namesOf, damaged } = found.right;
  // Where an account is damaged, its news must not go elsewhere. WhatsApp sends it again.
  const unnamed = damaged.length > 0 ? [] : pieces.filter((piece) => namesOf(piece).length === 0);
  const owners = await accountsOfWamids(ports, secret, unnamed.flatMap(wamidOf));
  if (E.isLeft(owners)) return owners;
  const addresseesOf = (piece: Piece): readonly Account[] => {
    const named = namesOf(piece);
    return named.length > 0 ? named : wamidOf(piece).flatMap((wamid) => owners.right.byWamid.get(wamid) ?? []);
  };
  return E.right({
    deliveries: deliveriesOf(pieces, (piece) =>
      addresseesOf(piece).filter((account) => ports.secrets.secretOf(account) === secret),
    ),
    damaged: [...damaged, ...owners.right.damaged],
  });
};

/** Which accounts pieces name, and the damaged accounts among them. */
interface Names {
  readonly namesOf: (piece: Piece) => readonly Account[];
  readonly damaged: readonly Damaged[];
}

const namedBy = async (
  ports: AccountsOfWamidsPorts,
  pieces: readonly Piece[],
): Promise<E.Either<Unavailable, Names>> => {
  const phones = await byPhoneNumberIds(
    ports,
    pieces.flatMap(({ phoneNumberId }) => phoneNumberId ?? []),
  );
  if (E.isLeft(phones)) return phones;
  const ofPhone = new Map(phones.right.items.map((account) => [account.whatsapp.phoneNumberId, account]));
  const hadPhone = accountsBy(phones.right.items, ({ formerPhoneNumberIds }) => formerPhoneNumberIds);
  // A damaged account matters only to the numbers that no sound one has. Such a number looks like nobody's.
  const isOwned = ({ phoneNumberId }: Piece): boolean => phoneNumberId === null || ofPhone.has(phoneNumberId);
  const damaged = pieces.every(isOwned) ? [] : phones.right.damaged;
  const isNobodys = ({ phoneNumberId }: Piece): boolean =>
    phoneNumberId === null || (damaged.length === 0 && !ofPhone.has(phoneNumberId));

  const businesses = await byBusinessAccountIds(
    ports,
    pieces.filter(isNobodys).flatMap(({ businessAccountId }) => businessAccountId ?? []),
  );
  if (E.isLeft(businesses)) return businesses;
  const ofBusiness = accountsBy(businesses.right.items, ({ whatsapp }) => [whatsapp.businessAccountId]);

  const marks = await byIds(
    ports,
    pieces.flatMap(({ markedFor }) => markedFor ?? []),
  );
  if (E.isLeft(marks)) return marks;
  const ofMark = new Map(marks.right.items.map((account) => [account.id, account]));

  const placed = (piece: Piece): readonly Account[] => {
    const account = ofPhone.get(piece.phoneNumberId);
    if (!isNobodys(piece)) return account === undefined ? [] : [account];
    const { businessAccountId, phoneNumberId } = piece;
    return distinctAccounts([
      ...(businessAccountId === null ? [] : (ofBusiness.get(businessAccountId) ?? [])),
      ...(hadPhone.get(phoneNumberId) ?? []),
    ]);
  };
  return E.right({
    namesOf: (piece) => {
      const marked = piece.markedFor === null ? undefined : ofMark.get(piece.markedFor);
      return distinctAccounts([...placed(piece), ...(marked === undefined ? [] : [marked])]);
    },
    damaged: [...damaged, ...businesses.right.damaged, ...marks.right.damaged],
  });
};

type Keys = readonly (string | null)[];

/** The accounts under each of their keys. */
const accountsBy = (
  accounts: readonly Account[],
  keysOf: (account: Account) => Keys,
): ReadonlyMap<string | null, readonly Account[]> => {
  const found = new Map<string | null, Account[]>();
  for (const account of accounts)
    for (const key of keysOf(account)) found.set(key, [...(found.get(key) ?? []), account]);
  return found;
};

/** The wamid of a status. A text has one of its own, which no message of ours has. */
const wamidOf = ({ news }: Piece): readonly string[] => (news._tag === 'Status' ? [news.report.wamid] : []);

const deliveriesOf = (
  pieces: readonly Piece[],
  addresseesOf: (piece: Piece) => readonly Account[],
): readonly Delivery[] => {
  const deliveries = new Map<AccountId, { readonly account: Account; readonly news: News[] }>();
  for (const piece of pieces)
    for (const account of addresseesOf(piece)) {
      const delivery = deliveries.get(account.id) ?? { account, news: [] };
      delivery.news.push(newsOf(account.id, piece));
      deliveries.set(account.id, delivery);
    }
  return [...deliveries.values()];
};
