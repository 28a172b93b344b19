import { LONGEST_SENT_NAME } from '../../../../domain/model/media/file-name.js';
import { decodeUtf8 } from '../utf8.js';

const EXTENDED = /^utf-8'[^']*'((?:[!#$&+.^_`|~0-9a-z-]|%[0-9a-f]{2})*)$/i;

/**
 * The name of an uploaded file as it was written; empty if there is none. `filename*` (RFC 8187) wins. Null if the name
 * is not UTF-8. A name that is longer than any use stays as it was sent, for the domain to refuse.
 */
export const fileName = (parameters: ReadonlyMap<string, string>): string | null => {
  const extended = parameters.get('filename*') ?? '';
  const sent = extended === '' ? (parameters.get('filename') ?? '') : extended;
  // Each character is a byte.
  if (sent.length > LONGEST_SENT_NAME) return sent;
  if (extended === '') return decodeUtf8(sent);
  const encoded = EXTENDED.exec(extended)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
};
