import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keeps short texts secret where they are stored. */
export interface Sealer {
  /** Whether `seal` hides anything. */
  readonly sealing: boolean;
  readonly seal: (text: string) => string;
  /** The text that was sealed. Throws `Unsealable` for what another key sealed, and for what was changed since. */
  readonly unseal: (sealed: string) => string;
  /** Whether the key that seals also opens this text. If not, and the text opens, a former key sealed it. */
  readonly sealedIt: (sealed: string) => boolean;
}

/** The text was sealed with another key, or is not what was sealed. */
export class Unsealable extends Error {}

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Leaves everything as it is: for a store without a key. */
export const plainSealer: Sealer = {
  sealing: false,
  seal: (text) => text,
  unseal: (sealed) => sealed,
  sealedIt: () => true,
};

/**
 * AES-256-GCM under a key of 32 bytes; each sealed text has a random nonce: `v1.` base64url(nonce, bytes, tag). A text
 * does not name its key: the tag tells whether a key opens it. The second key, if there is one, only opens.
 */
export const keySealer = (key: Uint8Array, old: Uint8Array | null = null): Sealer => {
  const keys = old === null ? [key] : [key, old];
  if (keys.some(({ length }) => length !== 32)) throw new RangeError('a sealing key has 32 bytes');
  return {
    sealing: true,
    seal: (text) => seal(key, text),
    unseal: (sealed) => {
      for (const one of keys) {
        const text = open(one, sealed);
        if (text !== null) return text;
      }
      throw new Unsealable(keys.length === 1 ? 'the text does not open with this key' : 'no key opens the text');
    },
    sealedIt: (sealed) => open(key, sealed) !== null,
  };
};

const seal = (key: Uint8Array, text: string): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return VERSION + bytes.toString('base64url');
};

/** The sealed text; null if this key does not open it, or it is no sealed text. */
const open = (key: Uint8Array, sealed: string): string | null => {
  const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
  if (!sealed.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
};
