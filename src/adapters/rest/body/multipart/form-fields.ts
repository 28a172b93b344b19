import * as E from 'fp-ts/lib/Either.js';
import { MAX_FIELDS, TOO_MANY_FIELDS } from '../../../../api/field-limits.js';
import { unreadable, type Unreadable } from '../../../../domain/model/given-fields.js';
import { type FieldPart } from '../../../../domain/use-cases/send-media-message/call.js';
import { decodeCharset, DEFAULT_CHARSET } from '../charset.js';
import { fieldsFrom } from '../contact-object.js';
import { decodeUtf8, NOT_UTF8 } from '../utf8.js';
import { type FieldHead } from './form-head.js';

const LATE_CHARSET = `has its field ${DEFAULT_CHARSET} behind text; send it first`;

/** The fields of a part, given its content with each byte as a character, or what is wrong with the body. */
export type ReadField = (head: FieldHead, content: string) => E.Either<string, readonly FieldPart[]>;

/** Reads the fields of one form. It counts them, and keeps the charset that the form names for them. */
export const readFormFields = (): ReadField => {
  let count = 0;
  let charset: string | null = null;
  let hasGuessed = false;

  const textOf = (head: FieldHead, content: string): E.Either<string, string | Unreadable> => {
    if (head.encoding !== undefined) return E.right(unreadable(encodedWords(head.encoding)));
    const named = head.charset ?? charset;
    if (named !== null) return E.right(E.getOrElseW(unreadable)(decodeCharset(content, named)));
    const text = decodeUtf8(content);
    hasGuessed ||= text !== content;
    return text === null ? E.left(NOT_UTF8) : E.right(text);
  };

  return (head, content) => {
    const text = textOf(head, content);
    if (E.isLeft(text)) return text;
    if (head.name === DEFAULT_CHARSET && typeof text.right === 'string') {
      if (hasGuessed) return E.left(LATE_CHARSET);
      charset = text.right.trim() === '' ? null : text.right;
    }
    const fields = fieldsFrom(head.name, text.right);
    count += Math.max(1, fields.length);
    return count > MAX_FIELDS ? E.left(TOO_MANY_FIELDS) : E.right(fields);
  };
};

/** What to do about a transfer encoding: nothing is decoded (RFC 7578, 4.7). */
export const encodedWords = (encoding: string): string =>
  `must be sent as it is, with Content-Transfer-Encoding 8bit or binary or without one, not ${encoding}`;
