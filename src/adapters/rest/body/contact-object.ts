import { unreadableIn } from '../../../domain/model/given-fields.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { field } from './field.js';
import { membersOf, parsedJson } from './json-members.js';
import { withoutMark } from './utf8.js';

/**
 * A field, or the fields of one named `contact` that holds an object: the JSON value itself, or its text in a form. An
 * empty list is how PHP writes an empty object. What is no object stays as it is, for the core to refuse.
 */
export const fieldsFrom = (name: string, value: unknown): readonly FieldPart[] => {
  if (name !== 'contact' || unreadableIn(value) !== null) return [field(name, value)];
  const held = typeof value === 'string' ? parsedJson(withoutMark(value)) : value;
  if (held === null || (Array.isArray(held) && held.length === 0)) return [];
  return membersOf(held)?.map(([inner, innerValue]) => field(`contact.${inner}`, innerValue)) ?? [field(name, value)];
};
