import * as E from 'fp-ts/lib/Either.js';
import { MAX_FIELD_BYTES, TOO_LONG_FIELD } from '../../../../api/field-limits.js';
import { type NextToken } from '../../../../kit/multipart/pull-tokens.js';
import { decodeUtf8, NOT_UTF8 } from '../utf8.js';

/** The charsets that a field may name. Text that is labelled ASCII is often UTF-8. */
const CHARSETS: readonly (string | null)[] = [null, 'us-ascii', 'utf-8', 'utf8'];

/** The content of a part as text, or what is wrong with it. */
export const fieldText = async <Fault>(
  nextToken: NextToken<Fault>,
  charset: string | null,
): Promise<E.Either<Fault | string, string>> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const token = await nextToken();
    if (E.isLeft(token)) return token;
    if (token.right?._tag !== 'Content') break;
    length += token.right.bytes.length;
    if (length > MAX_FIELD_BYTES) return E.left(TOO_LONG_FIELD);
    pieces.push(token.right.bytes);
  }
  const text = CHARSETS.includes(charset) ? decodeUtf8(Buffer.concat(pieces, length).toString('latin1')) : null;
  return text === null ? E.left(NOT_UTF8) : E.right(text);
};
