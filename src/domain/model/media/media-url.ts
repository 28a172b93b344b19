import * as E from 'fp-ts/lib/Either.js';
import { type Branded } from '../brand.js';
import { type Rule } from '../field-rules.js';

/** A URL that may be fetched: http or https, no credentials, at most 2 048 characters. Kept as written. */
export type MediaUrl = Branded<string, 'MediaUrl'>;

export const parseMediaUrl: Rule<MediaUrl> = (text) => {
  if (text.length > 2048) return E.left('must have at most 2048 characters');
  // The parser drops line breaks and tabs: another URL would be fetched.
  if (/\p{Cc}/u.test(text)) return E.left('must not have control characters');
  const parsed = E.tryCatch(
    () => new URL(text),
    () => 'must be a URL',
  );
  if (E.isLeft(parsed)) return parsed;
  const url = parsed.right;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return E.left('must be an http or https URL');
  if (url.username !== '' || url.password !== '') return E.left('must not have credentials in it');
  return E.right(text as MediaUrl);
};
