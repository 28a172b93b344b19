import { bytesText, charsetOf } from '../charset.js';
import { meantName } from './meant-name.js';

const EXTENDED = /^([^']*)'[^']*'(.*)$/s;

/**
 * The file name in the parameters of a `Content-Disposition`, of an upload or of a download; empty if there is none.
 * `filename*` (RFC 8187) wins, in quotes too, unless only `filename` can be decoded. It never throws. A name that no
 * way of decoding fits is made the best of.
 *
 * @param parameters Values with a character for each byte.
 */
export const dispositionName = (parameters: ReadonlyMap<string, string>): string => {
  const plain = parameters.get('filename') ?? '';
  const extended = parameters.get('filename*') ?? '';
  const [, charset = '', value = ''] = EXTENDED.exec(extended) ?? [];
  const bytes = unescaped(value);
  const decoded = charsetOf(charset === '' ? 'utf-8' : charset)?.decode(Buffer.from(bytes, 'latin1')) ?? '';
  if (decoded !== '') return decoded;
  if (plain !== '') return meantName(bytesText(plain));
  return bytes === '' ? meantName(bytesText(extended)) : bytesText(bytes);
};

const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
