import * as E from 'fp-ts/lib/Either.js';
import { fieldsFault, MAX_FIELDS, TOO_MANY_FIELDS } from '../../../api/field-limits.js';
import { unreadable } from '../../../domain/model/given-fields.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { unescapedBytes } from '../../../kit/unescaped-bytes.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, type Parts } from './body-fault.js';
import { decodeCharset, DEFAULT_CHARSET } from './charset.js';
import { fieldsFrom } from './contact-object.js';
import { textBody } from './text-body.js';
import { decodeUtf8, NOT_UTF8, withoutMark } from './utf8.js';

const NOT_URLENCODED = 'is not well-formed application/x-www-form-urlencoded in UTF-8';

/** An urlencoded body as parts, each pair as it was written. */
export async function* urlencodedParts(ctx: RestContext, charset: string | null): Parts {
  const bytes = await textBody(ctx, NOT_URLENCODED);
  if (E.isLeft(bytes)) return void (yield bytes);
  const fields = fieldsOf(bytes.right, charset);
  if (typeof fields === 'string') return void (yield malformed(fields));
  for (const part of fields) yield E.right(part);
}

type Pair = readonly [name: string, value: string];

/** The fields, or what is wrong with the body. */
const fieldsOf = (body: string, named: string | null): readonly FieldPart[] | string => {
  const pairs = pairsOf(body);
  if (pairs === null) return NOT_URLENCODED;
  if (pairs.length > MAX_FIELDS) return TOO_MANY_FIELDS;
  const charset = pairs.find(([name]) => name === DEFAULT_CHARSET)?.[1].trim() || named;
  const fields = charset === null ? inUtf8(pairs) : inCharset(pairs, charset);
  if (fields === null) return decodeUtf8(body) === null ? NOT_UTF8 : NOT_URLENCODED;
  return fieldsFault(fields) ?? fields;
};

/** Names and values, each byte as a character. Null if a percent sign does not begin a byte. */
const pairsOf = (body: string): readonly Pair[] | null =>
  /%(?![0-9a-f]{2})/i.test(body)
    ? null
    : body
        .split('&')
        .filter((pair) => pair !== '')
        .map((pair) => {
          const equals = pair.indexOf('=');
          return equals === -1
            ? ([unescaped(pair), ''] as const)
            : ([unescaped(pair.slice(0, equals)), unescaped(pair.slice(equals + 1))] as const);
        });

const unescaped = (text: string): string => unescapedBytes(text.replaceAll('+', ' '));

/** Null if a byte of it is not UTF-8. */
const inUtf8 = (pairs: readonly Pair[]): readonly FieldPart[] | null => {
  const fields: FieldPart[] = [];
  for (const [at, pair] of pairs.entries()) {
    const [name, value] = [decodeUtf8(pair[0]), decodeUtf8(pair[1])];
    if (name === null || value === null) return null;
    fields.push(...fieldsFrom(at === 0 ? withoutMark(name) : name, value));
  }
  return fields;
};

/** Null if a name cannot be read. A value that cannot be read is a fault of its field. */
const inCharset = (pairs: readonly Pair[], charset: string): readonly FieldPart[] | null => {
  const fields: FieldPart[] = [];
  for (const [written, value] of pairs) {
    const name = decodeCharset(written, charset);
    if (E.isLeft(name)) return null;
    fields.push(...fieldsFrom(name.right, E.getOrElseW(unreadable)(decodeCharset(value, charset))));
  }
  return fields;
};
