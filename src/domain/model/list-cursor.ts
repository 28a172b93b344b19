import * as E from 'fp-ts/lib/Either.js';
import { type Account } from './account/account.js';
import { type Rule } from './field-rules.js';
import { type Hmac } from './hmac.js';

/** Whose cursor it is, and of which list. */
export interface CursorScope {
  readonly hmac: Hmac;
  /** The account's own key. A cursor goes along with it where the account moves to another store. */
  readonly account: Pick<Account, 'consentKey'>;
  readonly list: 'contacts';
}

/**
 * The place of a record with an id in a list of an account, as an opaque text, which callers pass on from page to page.
 * It is signed: no other text is a cursor of that list and that account.
 */
export const cursorAt = ({ hmac, account, list }: CursorScope, id: number): string => {
  const place = id.toString(36);
  return `${place}-${hmac(account.consentKey, `cursor ${list} ${place}`).slice(-16)}`;
};

/** Reads a cursor: the id of its place. Only a text that `cursorAt` wrote for the same scope is valid. */
export const cursorRule =
  (scope: CursorScope): Rule<number> =>
  (text) => {
    const id = parseInt(/^([0-9a-z]{1,11})-/.exec(text)?.[1] ?? '', 36);
    return Number.isSafeInteger(id) && cursorAt(scope, id) === text
      ? E.right(id)
      : E.left('must be the next_cursor of an earlier answer');
  };
