import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../domain/model/account/account.js';
import { keySealer, plainSealer, type Sealer, Unsealable } from '../../../kit/crypto/sealer.js';
import { type StoredAccount } from '../records/account.js';

/** A store keeps this text sealed with its key, to recognize the key. */
const CHECK_TEXT = 'these secrets are sealed';

export const checkOf = (sealer: Sealer): string => sealer.seal(CHECK_TEXT);

/** Why a store cannot be opened with a key: the key is missing, or wrong. */
export type KeyFault = 'KeyMissing' | 'WrongKey';

/** The sealer of a store whose sealed check text is `check`; null if no key was ever set. */
export const sealerFor = (key: Uint8Array | null, check: string | null): E.Either<KeyFault, Sealer> => {
  if (key === null) return check === null ? E.right(plainSealer) : E.left('KeyMissing');
  const sealer = keySealer(key);
  return check === null || opens(sealer, check) ? E.right(sealer) : E.left('WrongKey');
};

const opens = (sealer: Sealer, check: string): boolean => {
  try {
    return sealer.unseal(check) === CHECK_TEXT;
  } catch (error) {
    if (error instanceof Unsealable) return false;
    throw error;
  }
};

/** The account with every secret passed through `change`. */
const withSecrets = (account: Account, change: (secret: string) => string): Account => {
  const orNot = (secret: string | null): string | null => (secret === null ? null : change(secret));
  const { whatsapp, webhook } = account;
  return {
    ...account,
    whatsapp: {
      ...whatsapp,
      accessToken: orNot(whatsapp.accessToken),
      appSecret: orNot(whatsapp.appSecret),
      verifyToken: orNot(whatsapp.verifyToken),
    },
    webhook: webhook === null ? null : { ...webhook, secret: change(webhook.secret) },
  };
};

/** An account as it is stored. */
export const sealAccount = (account: Account, { sealing, seal }: Sealer): StoredAccount => ({
  ...withSecrets(account, seal),
  sealed: sealing,
});

/** The errors of a store for secrets that cannot be unsealed. */
export interface UnsealFaults {
  /** Another process set a key meanwhile, and this process has none. It can unseal nothing. */
  readonly keyMissing: (cause: unknown) => Error;
  /** The secrets of this one record are damaged. */
  readonly damaged: (cause: unknown) => Error;
}

/** An account with unsealed secrets. Throws one of `faults` if they cannot be unsealed. */
export const unsealAccount = ({ sealed, ...account }: StoredAccount, sealer: Sealer, faults: UnsealFaults): Account => {
  if (!sealed) return account;
  if (!sealer.sealing) throw faults.keyMissing('the secrets are sealed, and this process has no key');
  try {
    return withSecrets(account, sealer.unseal);
  } catch (cause) {
    throw cause instanceof Unsealable ? faults.damaged(cause) : cause;
  }
};
