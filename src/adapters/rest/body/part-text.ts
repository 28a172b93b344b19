import { type PartHead } from './part-heads.js';
import { decodeUtf8 } from './utf8.js';

/** The text of a field. Null where it is not UTF-8, or its part says that it is something else. */
export const fieldText = (value: string, { charset }: PartHead): string | null => {
  if (charset === null || charset === 'us-ascii') return decodeUtf8(value);
  if (charset !== 'utf-8' && charset !== 'utf8') return null;
  // The parser has read what names its charset, and has put U+FFFD for bytes that are no UTF-8.
  return value.includes('\uFFFD') ? null : value;
};

/** A file's name as written, empty where it has none. Null where it is not UTF-8. */
export const fileName = (name: string | undefined, { extendedName }: PartHead): string | null => {
  if (extendedName === null) return decodeUtf8(name ?? '');
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(extendedName)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
};

/** Whether a part's bytes stand there as they are; anything else is not taken (RFC 7578, 4.7). */
export const isPlain = (transferEncoding: string): boolean => /^(7bit|8bit|binary)$/.test(transferEncoding);
