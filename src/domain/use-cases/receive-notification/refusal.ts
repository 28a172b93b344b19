import { type Account, type AccountId } from '../../model/account/account.js';
import { type Listing } from '../../ports/store.js';

/** Why a door refuses a call of the webhook by itself: the handshake's verify token is wrong, or a signature is missing. */
export type DoorRefusalReason = 'wrong_verify_token' | 'no_signature';

/**
 * Why a call of the webhook is refused. `no_signature`: it has none, or one of another form. `wrong_signature`: it names an
 * account whose app secret did not sign it. `no_app_secret`: it names an account that has none. `damaged_account`: it
 * names an account whose record is damaged. `unknown_account`: it names no account of this server.
 */
export type RefusalReason =
  DoorRefusalReason | 'wrong_signature' | 'no_app_secret' | 'damaged_account' | 'unknown_account';

export interface NotificationRefusal {
  /** The first account that the body names; null if it names none. */
  readonly account: AccountId | null;
  readonly reason: RefusalReason;
}

/** Why no secret of this server signed a body that names these accounts. */
export const refusalOf = (
  { items: [first], damaged }: Listing<Account>,
  secretOf: (account: Account) => string | null,
): NotificationRefusal => {
  if (first !== undefined)
    return { account: first.id, reason: secretOf(first) === null ? 'no_app_secret' : 'wrong_signature' };
  return { account: null, reason: damaged.length > 0 ? 'damaged_account' : 'unknown_account' };
};
