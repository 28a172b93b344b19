import * as E from 'fp-ts/lib/Either.js';
import { TOO_LONG_FIELD } from '../../../../api/field-limits.js';
import { MAX_FIELD_BYTES } from '../../../../domain/use-cases/send-media-message/call.js';
import { type NextToken } from '../../../../kit/multipart/pull-tokens.js';

/** The content of a part, each byte as a character, or what is wrong with it. */
export const fieldBytes = async <Fault>(nextToken: NextToken<Fault>): Promise<E.Either<Fault | string, string>> => {
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
  return E.right(Buffer.concat(pieces, length).toString('latin1'));
};
