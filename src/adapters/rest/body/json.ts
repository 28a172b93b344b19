import * as E from 'fp-ts/lib/Either.js';
import { fieldsFault, MAX_FIELDS, TOO_MANY_FIELDS } from '../../../api/field-limits.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, type Parts } from './body-fault.js';
import { decodeCharset } from './charset.js';
import { fieldsFrom } from './contact-object.js';
import { NOT_JSON, objectIn } from './json-members.js';
import { textBody } from './text-body.js';
import { decodeUtf8, NOT_UTF8, withoutMark } from './utf8.js';

/** A JSON body as parts: the members of one object, with `contact` flattened by one level. */
export async function* jsonParts(ctx: RestContext, charset: string | null): Parts {
  const bytes = await textBody(ctx, NOT_JSON);
  if (E.isLeft(bytes)) return void (yield bytes);
  const text = decodedJson(bytes.right, charset);
  if (E.isLeft(text)) return void (yield malformed(text.left));
  const fields = fieldsOf(text.right);
  if (typeof fields === 'string') return void (yield malformed(fields));
  for (const part of fields) yield E.right(part);
}

/**
 * The text of a JSON body, of which each byte is a character, without a byte order mark. JSON is UTF-8 (RFC 8259, 8.1),
 * but a body that says otherwise is taken at its word. Left: what is wrong with the body.
 */
export const decodedJson = (bytes: string, charset: string | null): E.Either<string, string> =>
  E.map(withoutMark)(
    charset === null || isUtf8(charset) ? E.fromNullable(NOT_UTF8)(decodeUtf8(bytes)) : decodeCharset(bytes, charset),
  );

const isUtf8 = (charset: string): boolean => /^(?:utf-?8)?$/i.test(charset);

/** The fields, or what is wrong with the body. */
const fieldsOf = (text: string): readonly FieldPart[] | string => {
  const object = objectIn(text);
  if (E.isLeft(object)) return object.left;
  const members = object.right;
  // No field has this name (SAFETY.md U4).
  if (members.some(([name]) => name === '__proto__')) return NOT_JSON;
  if (members.length > MAX_FIELDS) return TOO_MANY_FIELDS;
  const fields = members.flatMap(([name, inner]) => fieldsFrom(name, inner));
  return fieldsFault(fields) ?? fields;
};
