import * as E from 'fp-ts/lib/Either.js';
import { decodeUtf8 } from './utf8.js';

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
  const decode = decoderOf(label, bytes);
  if (decode === null)
    return isAscii(bytes) ? E.right(bytes) : E.left(`names the unknown charset ${shown(label)}; ${DO}`);
  const text = decode(bytes);
  return text === null ? E.left(`is not valid ${shown(label)} text, the charset that it names; ${DO}`) : E.right(text);
};

const DO = 'send it as UTF-8';
const ASCII: readonly string[] = ['us-ascii', 'ascii'];

// eslint-disable-next-line no-control-regex
const isAscii = (bytes: string): boolean => /^[\x00-\x7f]*$/.test(bytes);

/** ASCII without the bytes that make it another text in UTF-16 (NUL) or ISO-2022-JP (shifts and escape). */
// eslint-disable-next-line no-control-regex
const isPlainAscii = (bytes: string): boolean => /^[\x01-\x0d\x10-\x1a\x1c-\x7f]*$/.test(bytes);

type Decode = (bytes: string) => string | null;

/** Null if no encoding has this label. */
const decoderOf = (label: string, bytes: string): Decode | null => {
  try {
    const named = new TextDecoder(label, { fatal: true });
    if (named.encoding === 'windows-1252') return windows1252;
    // A byte-order mark says more than the label, which mostly names no order.
    const swapped = named.encoding === 'utf-16le' && bytes.startsWith('\xfe\xff');
    const decoder = swapped ? new TextDecoder('utf-16be', { fatal: true }) : named;
    return (text) => {
      try {
        return decoder.decode(Buffer.from(text, 'latin1'));
      } catch {
        return null;
      }
    };
  } catch {
    return null;
  }
};

/** What the bytes 80 to 9F are: Node 20 reads them as control characters. */
const HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const windows1252: Decode = (bytes) => bytes.replace(/[\x80-\x9f]/g, (byte) => HIGH.charAt(byte.charCodeAt(0) - 0x80));

/** A label that can be read in an answer. */
const shown = (label: string): string => label.slice(0, 40).replace(/[^!-~]/g, '?');
