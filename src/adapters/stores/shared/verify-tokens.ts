import * as t from 'io-ts';
import { hmacSha256 } from '../../../kit/crypto/hmac.js';
import { randomKey } from '../../../kit/crypto/random-key.js';
import { type Sealer } from '../../../kit/crypto/sealer.js';
import { strict } from '../records/codecs.js';

/** The form of a verify token in indexes: its HMAC-SHA256 in base64url, under a random key of the store. */
export type HashVerifyToken = (token: string) => string;

/** The key as it is stored: 32 random bytes in base64url, sealed like the secrets of accounts. It never changes. */
export interface StoredTokenKey {
  readonly key: string;
  readonly sealed: boolean;
}

export const tokenKeyRecord = strict<StoredTokenKey>('verify token key', { key: t.string, sealed: t.boolean });

export const sealTokenKey = (key: string, { sealing, seal }: Sealer): StoredTokenKey => ({
  key: seal(key),
  sealed: sealing,
});

export const makeTokenKey = (sealer: Sealer): StoredTokenKey => sealTokenKey(randomKey(), sealer);

/** Throws `Unsealable` if the key is damaged. */
export const unsealTokenKey = ({ key, sealed }: StoredTokenKey, { unseal }: Sealer): string =>
  sealed ? unseal(key) : key;

export const hashUnder =
  (key: string): HashVerifyToken =>
  (token) =>
    hmacSha256(key, token);
