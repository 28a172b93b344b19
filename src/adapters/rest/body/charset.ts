import * as E from 'fp-ts/lib/Either.js';
import { type Charset, charsetOf } from '../../../kit/charset.js';
import { decodeUtf8 } from './utf8.js';

/** The field that names the charset of those that name none (RFC 7578, 4.6). */
export const DEFAULT_CHARSET = '_charset_';

/**
 * Decodes text by the charset that its sender names (labels of the WHATWG Encoding Standard), strictly. Each byte is
 * given as a character from U+0000 to U+00FF. ASCII is taken whatever charset is named: many clients name one that they
 * do not use. Left: what is wrong, as the end of a sentence that begins with the field's name.
 */
export const decodeCharset = (bytes: string, charset: string): E.Either<string, string> => {
  if (isPlainAscii(bytes)) return E.right(bytes);
  const label = charset.trim().toLowerCase();
  // Text that is said to be ASCII and is not is mostly UTF-8.
  const utf8 = ASCII.includes(label) ? decodeUtf8(bytes) : null;
  if (utf8 !== null) return E.right(utf8);
  const meant = meantCharset(label, bytes);
  if (meant === null)
    return isAscii(bytes) ? E.right(bytes) : E.left(`names the unknown charset ${shown(label)}; ${DO}`);
  const text = meant.decode(Buffer.from(bytes, 'latin1'));
  return text === null ? E.left(`is not valid ${shown(label)} text, the charset that it names; ${DO}`) : E.right(text);
};

const DO = 'send it as UTF-8';
const ASCII: readonly string[] = ['us-ascii', 'ascii'];

// eslint-disable-next-line no-control-regex
const isAscii = (bytes: string): boolean => /^[\x00-\x7f]*$/.test(bytes);

/** ASCII without the bytes that make it another text in UTF-16 (NUL) or ISO-2022-JP (shifts and escape). */
// eslint-disable-next-line no-control-regex
const isPlainAscii = (bytes: string): boolean => /^[\x01-\x0d\x10-\x1a\x1c-\x7f]*$/.test(bytes);

/** The charset that is meant. A byte-order mark says more than a label, which mostly names no order. */
const meantCharset = (label: string, bytes: string): Charset | null => {
  const named = charsetOf(label);
  return named?.name === 'utf-16le' && bytes.startsWith('\xfe\xff') ? charsetOf('utf-16be') : named;
};

/** A label that can be read in an answer. */
const shown = (label: string): string => label.slice(0, 40).replace(/[^!-~]/g, '?');
