import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { randomKey } from '../../../../kit/crypto/random-key.js';
import { type Sealer, Unsealable } from '../../../../kit/crypto/sealer.js';

const account = t.type({ sealed: t.boolean });
const keyedAccount = t.type({ sealed: t.boolean, consentKey: t.string });

/** An account with a consent key, sealed as its other secrets are. The same object if it has one. */
export const withConsentKey = <A>(stored: A, sealer: Sealer): E.Either<string, A> => {
  if (keyedAccount.is(stored) && stored.consentKey !== '') return E.right(stored);
  if (!account.is(stored)) return E.left('sealed');
  const key = randomKey();
  return E.right({ ...stored, consentKey: stored.sealed ? sealer.seal(key) : key });
};

/** The consent key of a stored account. Left: it cannot be read. */
export const consentKeyOf = (stored: unknown, sealer: Sealer): E.Either<string, string> => {
  if (!keyedAccount.is(stored) || stored.consentKey === '') return E.left(NO_KEY);
  if (!stored.sealed) return E.right(stored.consentKey);
  try {
    return E.right(sealer.unseal(stored.consentKey));
  } catch (error) {
    if (error instanceof Unsealable) return E.left(NO_KEY);
    throw error;
  }
};

const NO_KEY = 'the consent key of its account';
