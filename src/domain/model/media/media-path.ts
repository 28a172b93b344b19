import * as O from 'fp-ts/lib/Option.js';
import { cleanFileName, type FileName, isTooLongName } from './file-name.js';
import { type MediaId, parseMediaId } from './media-id.js';

/** What a media URL names. */
export interface MediaPath {
  readonly id: MediaId;
  /** For `Content-Disposition` only. It does not select the file. */
  readonly name: O.Option<FileName>;
}

/**
 * Reads the path `/media/{id}/{name}` as written in the request. None if any part of it is malformed, or the name is
 * longer than any use.
 */
export const parseMediaPath = (path: string): O.Option<MediaPath> => {
  const [, , id = '', ...rest] = path.split('/');
  return mediaPathOf(id, rest);
};

/** The same, of an id and of the parts of the path behind it. */
export const mediaPathOf = (writtenId: string, rest: readonly string[]): O.Option<MediaPath> => {
  const [writtenName = '', ...more] = rest;
  const id = parseMediaId(writtenId);
  if (id === null || more.length > 0 || isTooLongName(writtenName)) return O.none;
  const name = unescaped(writtenName);
  if (name === null || isOdd(name)) return O.none;
  return O.some({ id, name: cleanFileName(name) });
};

/** True if the name is empty or hidden, or has path separators or control characters. */
// eslint-disable-next-line no-control-regex
const isOdd = (name: string): boolean => name === '' || name.startsWith('.') || /[/\\\x00-\x1f\x7f]/.test(name);

/** A part of a path without its escapes; null if one is malformed. */
export const unescaped = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
