import * as E from 'fp-ts/lib/Either.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, type Parts } from './body-fault.js';
import { fieldsFault } from '../../../api/field-limits.js';
import { field } from './field.js';
import { textBody } from './text-body.js';

const NOT_URLENCODED = 'is not well-formed application/x-www-form-urlencoded in UTF-8';

/** An urlencoded body as parts, each pair as it was written. */
export async function* urlencodedParts(ctx: RestContext): Parts {
  const text = await textBody(ctx, NOT_URLENCODED);
  if (E.isLeft(text)) return void (yield text);
  const fields = fieldsOf(text.right);
  if (fields === null) return void (yield malformed(NOT_URLENCODED));
  const fault = fieldsFault(fields);
  if (fault !== null) return void (yield malformed(fault));
  for (const part of fields) yield E.right(part);
}

/** Null if a percent sign does not begin a byte, or the bytes are not UTF-8. */
const fieldsOf = (text: string): FieldPart[] | null => {
  try {
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals === -1
          ? field(decoded(pair), '')
          : field(decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1)));
      });
  } catch {
    return null;
  }
};

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
