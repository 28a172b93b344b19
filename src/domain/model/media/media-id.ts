import { type Account } from '../account/account.js';
import { type ServedType } from './media-rules.js';
import { type MediaId } from '../message/message.js';

/** HMAC-SHA256 of a text's UTF-8 under a key in base64url, in base64url. */
export type Hmac = (key: string, text: string) => string;

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
