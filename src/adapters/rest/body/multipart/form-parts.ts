import * as E from 'fp-ts/lib/Either.js';
import { type FilePart, type Part } from '../../../../domain/use-cases/send-media-message/call.js';
import { type NextToken } from '../../../../kit/multipart/pull-tokens.js';
import { contentBytes, type ContentBytes } from './content-bytes.js';
import { fieldBytes } from './field-bytes.js';
import { encodedWords, readFormFields } from './form-fields.js';
import { type FileHead, readFormHead } from './form-head.js';
import { UNCLOSED } from './multipart-faults.js';
import { makeSkipping, NO_BOUNDARY } from './skipped.js';

/** How many parts a request may have. */
const MAX_PARTS = 40;

/**
 * The parts of a form in their order, with each file's bytes as they arrive. It returns null if the body is whole.
 * Otherwise it returns why the body was cut short, or what is wrong with it as the end of a sentence that begins with
 * "body".
 */
export async function* formParts<Fault>(
  nextToken: NextToken<Fault>,
  boundary: string,
): AsyncGenerator<E.Right<Part>, Fault | string | null, undefined> {
  const { skip, hasPreamble } = makeSkipping(boundary);
  const readFields = readFormFields();
  let parts = 0;
  for (;;) {
    const token = await nextToken();
    if (E.isLeft(token)) return token.left === UNCLOSED && parts === 0 && hasPreamble() ? NO_BOUNDARY : token.left;
    if (token.right === null) return null;
    switch (token.right._tag) {
      case 'Preamble':
      case 'Epilogue': {
        const fault = skip(token.right);
        if (fault !== null) return fault;
        break;
      }
      case 'Head': {
        parts += 1;
        if (parts > MAX_PARTS) return `must have at most ${MAX_PARTS} parts`;
        const head = readFormHead(token.right.text);
        if (E.isLeft(head)) return head.left;
        if (head.right._tag === 'File') {
          const content = contentBytes(nextToken);
          yield right(filePart(head.right, content));
          content.close();
          break;
        }
        const content = await fieldBytes(nextToken);
        if (E.isLeft(content)) return content.left;
        const fields = readFields(head.right, content.right);
        if (E.isLeft(fields)) return fields.left;
        for (const field of fields.right) yield right(field);
        break;
      }
      // The unread rest of a file.
      case 'Content':
      case 'PartEnd':
    }
  }
}

const filePart = ({ name, fileName, encoding }: FileHead, { bytes }: ContentBytes): FilePart => ({
  _tag: 'File',
  field: name,
  name: fileName,
  bytes,
  ...(encoding === undefined ? {} : { unreadable: encodedWords(encoding) }),
  fieldsComplete: false,
});

const right = (part: Part): E.Right<Part> => ({ _tag: 'Right', right: part });
