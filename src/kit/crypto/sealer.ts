import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keeps short texts secret where they are stored. */
export interface Sealer {
  /** Whether `seal` hides anything. */
  readonly sealing: boolean;
  readonly seal: (text: string) => string;
  /** The text that was sealed. Throws `Unsealable` for what another key sealed, and for what was changed since. */
  readonly unseal: (sealed: string) => string;
}

/** The text was sealed with another key, or is not what was sealed. */
export class Unsealable extends Error {}

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Leaves everything as it is: for a store without a key. */
export const plainSealer: Sealer = { sealing: false, seal: (text) => text, unseal: (sealed) => sealed };

/** AES-256-GCM under a key of 32 bytes; each sealed text has a random nonce: `v1.` base64url(nonce, bytes, tag). */
export const keySealer = (key: Uint8Array): Sealer => {
  if (key.length !== 32) throw new RangeError('a sealing key has 32 bytes');
  return { sealing: true, seal: (text) => seal(key, text), unseal: (sealed) => unseal(key, sealed) };
};

const seal = (key: Uint8Array, text: string): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return VERSION + bytes.toString('base64url');
};

const unseal = (key: Uint8Array, sealed: string): string => {
  const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
  if (!sealed.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES)
    throw new Unsealable('this is no sealed text');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Unsealable('the text does not open with this key', { cause });
  }
};
