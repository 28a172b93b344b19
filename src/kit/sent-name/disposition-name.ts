import { bytesText, charsetOf } from '../charset.js';
import { unescapedBytes } from '../unescaped-bytes.js';
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
  const [written, charset = '', value = ''] = EXTENDED.exec(extended) ?? [];
  const bytes = unescapedBytes(value);
  const decoded = charsetOf(charset === '' ? 'utf-8' : charset)?.decode(Buffer.from(bytes, 'latin1')) ?? '';
  if (decoded !== '') return decoded;
  if (plain !== '') return meantName(bytesText(plain));
  return written === undefined ? meantName(bytesText(extended)) : bytesText(bytes);
};
