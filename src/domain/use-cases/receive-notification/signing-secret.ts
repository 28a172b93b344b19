import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type Clock } from '../../ports/clock.js';
import { type Notifications } from '../../ports/notifications.js';
import { mostSecrets } from './hmac-budget.js';
import { type KnownSecrets } from './known-secrets.js';

export interface SigningSecretPorts {
  readonly notifications: Pick<Notifications, 'isSignedWith'>;
  readonly secrets: KnownSecrets;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** A notification as it arrived: its body, and its signature in lower-case hex. */
export interface SignedBody {
  readonly raw: Uint8Array;
  readonly signature: string;
}

/** How many secrets are tried at once on a small body. Then others have their turn. */
const AT_ONCE = 250;

/**
 * The app secret of this server that signed a body; null if none did, as far as the budget lets it look (SAFETY N4).
 * The secrets of the accounts that the body names come first, then all others. Each is tried once.
 */
export const signingSecret = async (
  ports: SigningSecretPorts,
  named: readonly Account[],
  { raw, signature }: SignedBody,
): Promise<E.Either<Unavailable, string | null>> => {
  const most = mostSecrets(raw.length);
  const tried = new Set<string>();

  /** Tries further secrets, as far as the budget goes. */
  const signerAmong = async (secrets: Iterable<string | null>): Promise<string | null> => {
    for (const secret of secrets) {
      if (tried.size === most) return null;
      if (secret === null || tried.has(secret)) continue;
      tried.add(secret);
      if (ports.notifications.isSignedWith(secret, raw, signature)) return secret;
      if (tried.size % AT_ONCE === 0) await ports.clock.sleep(0)();
    }
    return null;
  };

  const found = await signerAmong(named.map(ports.secrets.secretOf));
  if (found !== null || tried.size === most) return E.right(found);
  const all = await ports.secrets.all();
  return E.isLeft(all) ? all : E.right(await signerAmong(all.right.keys()));
};
