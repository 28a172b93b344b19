import { type FieldPart, MAX_FIELD_BYTES } from '../domain/use-cases/send-media-message/call.js';

/** How many fields a request may have, in any kind of body. */
export const MAX_FIELDS = 30;

export const TOO_MANY_FIELDS = `must have at most ${MAX_FIELDS} fields`;
export const NAMELESS_FIELD = 'must not have a field without a name';
export const TOO_LONG_FIELD = `must not have a field of more than ${MAX_FIELD_BYTES} bytes`;

/**
 * What is wrong with the number, names or lengths of fields, as the end of a sentence that begins with "body"; null if
 * nothing is wrong.
 */
export const fieldsFault = (fields: readonly FieldPart[]): string | null => {
  if (fields.length > MAX_FIELDS) return TOO_MANY_FIELDS;
  if (fields.some(({ name }) => name === '')) return NAMELESS_FIELD;
  return fields.some(({ value }) => typeof value === 'string' && isTooLong(value)) ? TOO_LONG_FIELD : null;
};

const isTooLong = (text: string): boolean =>
  text.length > MAX_FIELD_BYTES ||
  (text.length * 3 > MAX_FIELD_BYTES && new TextEncoder().encode(text).length > MAX_FIELD_BYTES);
