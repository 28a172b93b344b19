import * as E from 'fp-ts/lib/Either.js';
import { keySealer, plainSealer, type Sealer, Unsealable } from '../../../../kit/crypto/sealer.js';

/** The keys of a process, 32 bytes each. Both open, and only `key` seals. */
export interface StoreKeys {
  /** Null leaves secrets as they are. */
  readonly key: Uint8Array | null;
  /** A key that only opens, while a store changes from one key to another. */
  readonly old: Uint8Array | null;
}

/** A store keeps this text sealed with each of its keys, to recognize them. */
const CHECK_TEXT = 'these secrets are sealed';

/**
 * The check values of a store: one for each key with which something in it may be sealed. None if no key was ever set.
 * A process adds the value of its key before it seals anything. Only a server that has sealed everything again removes
 * the others.
 */
export type KeyChecks = readonly string[];

export const checkOf = (sealer: Sealer): string => sealer.seal(CHECK_TEXT);

/** Why a process cannot open a store with its keys. */
export type KeyFault =
  /** The store is sealed, and the process has no key. */
  | 'KeyMissing'
  /** None of the keys is one that the store is sealed with. */
  | 'WrongKey'
  /** The store is sealed with several keys, and the process does not have all of them. */
  | 'SecondKeyMissing';

/** The sealer for a store with these check values. */
export const sealerFor = ({ key, old }: StoreKeys, checks: KeyChecks): E.Either<KeyFault, Sealer> => {
  if (key === null) return checks.length === 0 ? E.right(plainSealer) : E.left('KeyMissing');
  const sealer = keySealer(key, old);
  const opened = checks.filter((check) => opens(sealer, check)).length;
  if (opened === checks.length) return E.right(sealer);
  return E.left(opened === 0 ? 'WrongKey' : 'SecondKeyMissing');
};

/** Whether the key that seals has its check value. */
export const hasOwnCheck = (checks: KeyChecks, sealer: Sealer): boolean =>
  !sealer.sealing || checks.some((check) => sealer.sealedIt(check) && opens(sealer, check));

const opens = (sealer: Sealer, check: string): boolean => {
  try {
    return sealer.unseal(check) === CHECK_TEXT;
  } catch (error) {
    if (error instanceof Unsealable) return false;
    throw error;
  }
};

/** What is wrong with the keys of a process, then what to do. `store` is its file or database. */
export const keySentence = (fault: KeyFault, store: string): string => {
  switch (fault) {
    case 'KeyMissing':
      return `the secrets in ${store} are encrypted; set ENCRYPTION_KEY`;
    case 'WrongKey':
      return (
        `neither ENCRYPTION_KEY nor ENCRYPTION_KEY_OLD is the key that the secrets in ${store} are encrypted with; ` +
        'set that key as one of them'
      );
    case 'SecondKeyMissing':
      return (
        `some secrets in ${store} may still be encrypted with a second key, which is not set; set it as ` +
        'ENCRYPTION_KEY_OLD, and start a server, which encrypts everything with ENCRYPTION_KEY'
      );
  }
};
