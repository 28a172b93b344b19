import { type Charset, charsetOf } from '../charset.js';

/** `=?charset*language?B or Q?text?=` (RFC 2047, and RFC 2231 for the language). No text has a `?`, so one pass does. */
const WORD = /=\?([\w!#$%&'+^`{}~-]{1,40})(?:\*[\w-]{0,40})?\?([bq])\?([^?]*)\?=/gi;

/** A name of 255 characters has about 20. A decoder costs 50 µs, so that no more than these are decoded. */
const MOST_WORDS = 64;

/** Words of one charset that follow each other. */
interface Words {
  /** As it is labelled. */
  readonly label: string;
  readonly charset: Charset;
  readonly bytes: Buffer[];
}

/**
 * The text with its encoded words decoded, and without the blanks between two of them; null if it has none. A word that
 * cannot be decoded stays as it is. Mail programs, and HTTP clients that are built on their libraries, write file names
 * so, in quotes too, which RFC 2047 does not allow. Some cut a character in two between words, so words of one charset
 * are decoded together.
 */
export const decodeEncodedWords = (text: string): string | null => {
  const pieces: (string | Words)[] = [];
  let end = 0;
  let words = 0;
  for (const { 0: raw, 1: label = '', 2: encoding = '', 3: content = '', index } of text.matchAll(WORD)) {
    words += 1;
    if (words > MOST_WORDS) break;
    const charset = charsetOf(label, { replacing: true });
    const bytes = bytesOf(encoding, content);
    if (charset === null || bytes === null) continue;
    const between = text.slice(end, index);
    if (pieces.length === 0 || between.trim() !== '') pieces.push(between);
    const last = pieces.at(-1);
    if (typeof last === 'object' && last.label === label) last.bytes.push(bytes);
    else pieces.push({ label, charset, bytes: [bytes] });
    end = index + raw.length;
  }
  return pieces.length === 0 ? null : pieces.map(textOf).join('') + text.slice(end);
};

const textOf = (piece: string | Words): string =>
  typeof piece === 'string' ? piece : (piece.charset.decode(Buffer.concat(piece.bytes)) ?? '');

const bytesOf = (encoding: string, content: string): Buffer | null => {
  if (encoding.toLowerCase() === 'b') return /^[\w+/=\s-]*$/.test(content) ? Buffer.from(content, 'base64') : null;
  if (!/^[\t\x20-\x7e]*$/.test(content)) return null;
  const bytes = content
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
};
