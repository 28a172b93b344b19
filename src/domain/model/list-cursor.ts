import * as E from 'fp-ts/lib/Either.js';
import { type Account } from './account/account.js';
import { type Rule } from './field-rules.js';
import { type Hmac } from './hmac.js';

/** Whose cursor it is, and of which list. */
export interface CursorScope {
  readonly hmac: Hmac;
  /** The account's own key. A cursor goes along with it where the account moves to another store. */
  readonly account: Pick<Account, 'consentKey'>;
  readonly list: 'contacts' | 'messages';
}

/**
 * A place in a list of an account as an opaque text, which callers pass on from page to page. It is signed: no other text
 * is a cursor of that list and that account. `place` is of letters and digits, and of dots.
 */
export const signedPlace = ({ hmac, account, list }: CursorScope, place: string): string =>
  `${place}-${hmac(account.consentKey, `cursor ${list} ${place}`).slice(-16)}`;

/** Reads a cursor by a rule for its place, which is null for what is none. Only a text of `signedPlace` is valid. */
export const placeRule =
  <A>(scope: CursorScope, read: (place: string) => A | null): Rule<A> =>
  (text) => {
    const place = /^([0-9a-z.]{1,32})-/.exec(text)?.[1] ?? '';
    const found = signedPlace(scope, place) === text ? read(place) : null;
    return found === null ? E.left('must be the next_cursor of an earlier answer') : E.right(found);
  };

/** The cursor of a record with an id. */
export const cursorAt = (scope: CursorScope, id: number): string => signedPlace(scope, id.toString(36));

/** Reads such a cursor. */
export const cursorRule = (scope: CursorScope): Rule<number> =>
  placeRule(scope, (place) => {
    const id = parseInt(place, 36);
    return Number.isSafeInteger(id) ? id : null;
  });
