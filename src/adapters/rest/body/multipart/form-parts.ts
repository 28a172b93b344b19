import * as E from 'fp-ts/lib/Either.js';
import { MAX_FIELDS, TOO_MANY_FIELDS } from '../../../../api/field-limits.js';
import { type Part } from '../../../../domain/use-cases/send-media-message/call.js';
import { type NextToken } from '../../../../kit/multipart/pull-tokens.js';
import { field } from '../field.js';
import { contentBytes } from './content-bytes.js';
import { fieldText } from './field-text.js';
import { readFormHead } from './form-head.js';

/** How many parts a request may have. */
const MAX_PARTS = 40;

/**
 * The parts of a form in their order, with each file's bytes as they arrive. It returns null if the body is whole.
 * Otherwise it returns why the body was cut short, or what is wrong with it as the end of a sentence that begins with
 * "body".
 */
export async function* formParts<Fault>(
  nextToken: NextToken<Fault>,
): AsyncGenerator<E.Right<Part>, Fault | string | null, undefined> {
  let parts = 0;
  let fields = 0;
  for (;;) {
    const token = await nextToken();
    if (E.isLeft(token)) return token.left;
    if (token.right === null) return null;
    switch (token.right._tag) {
      case 'Preamble':
        return 'does not begin with its boundary';
      case 'Epilogue':
        if (!isBlank(token.right.bytes)) return 'goes on after its closing boundary';
        break;
      case 'Head': {
        parts += 1;
        if (parts > MAX_PARTS) return `must have at most ${MAX_PARTS} parts`;
        const head = readFormHead(token.right.text);
        if (E.isLeft(head)) return head.left;
        if (head.right._tag === 'File') {
          const { name, fileName } = head.right;
          const { bytes, close } = contentBytes(nextToken);
          yield right({ _tag: 'File', field: name, name: fileName, bytes, fieldsComplete: false });
          close();
          break;
        }
        fields += 1;
        if (fields > MAX_FIELDS) return TOO_MANY_FIELDS;
        const text = await fieldText(nextToken, head.right.charset);
        if (E.isLeft(text)) return text.left;
        yield right(field(head.right.name, text.right));
        break;
      }
      // The unread rest of a file.
      case 'Content':
      case 'PartEnd':
    }
  }
}

const right = (part: Part): E.Right<Part> => ({ _tag: 'Right', right: part });

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => BLANKS.includes(byte));
const BLANKS: readonly number[] = [...Buffer.from('\r\n\t ')];
