import { createHmac } from 'node:crypto';
import { type Account } from '../../../domain/account.js';
import { type ServedType } from '../../../domain/media-rules.js';
import { type MediaId } from '../../../domain/message.js';

/**
 * The id of a file: HMAC-SHA256, under its account's key, of its sha256 (64 hex digits) followed by its type, in
 * base64url. Unguessable without the key, and the same for the same bytes.
 */
export const mediaIdOf = ({ mediaKey }: Pick<Account, 'mediaKey'>, sha256: string, type: ServedType): MediaId =>
  createHmac('sha256', Buffer.from(mediaKey, 'base64url'))
    .update(sha256 + type)
    .digest('base64url') as MediaId;
