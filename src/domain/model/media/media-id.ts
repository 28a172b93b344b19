import { type Account } from '../account/account.js';
import { type Hmac } from '../hmac.js';
import { type ServedType } from './media-rules.js';
import { type Branded } from '../brand.js';

/** 43 characters of base64url: the HMAC-SHA256 of a file's sha256 and served type under its account's key. */
export type MediaId = Branded<string, 'MediaId'>;

export const parseMediaId = (text: string): MediaId | null =>
  /^[A-Za-z0-9_-]{43}$/.test(text) ? (text as MediaId) : null;

/**
 * The id of a file: HMAC-SHA256, under its account's key, of its sha256 (64 hex digits) followed by its type.
 * Unguessable without the key, and the same for the same bytes.
 */
export const mediaIdOf = (
  hmac: Hmac,
  { mediaKey }: Pick<Account, 'mediaKey'>,
  sha256: string,
  type: ServedType,
): MediaId => hmac(mediaKey, sha256 + type) as MediaId;
