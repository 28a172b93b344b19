import * as E from 'fp-ts/lib/Either.js';
import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, type Parts } from './body-fault.js';
import { fieldsFault } from '../../../api/field-limits.js';
import { field } from './field.js';
import { textBody } from './text-body.js';

const NOT_JSON = 'is not valid JSON';

/** A JSON body as parts: the members of one object, with `contact` flattened by one level. */
export async function* jsonParts(ctx: RestContext): Parts {
  const text = await textBody(ctx, NOT_JSON);
  if (E.isLeft(text)) return void (yield text);
  const fields = fieldsOf(text.right);
  if (typeof fields === 'string') return void (yield malformed(fields));
  for (const part of fields) yield E.right(part);
}

/** The fields, or what is wrong with the body. */
const fieldsOf = (text: string): FieldPart[] | string => {
  const members = membersOf(parsed(text));
  if (members === null) return parsed(text) === undefined ? NOT_JSON : 'must be a JSON object';
  const fields: FieldPart[] = [];
  for (const [name, value] of members) {
    if (name !== 'contact') fields.push(field(name, value));
    else if (value !== null) {
      const contact = membersOf(value);
      if (contact === null) return 'must have an object as contact';
      fields.push(...contact.map(([inner, innerValue]) => field(`contact.${inner}`, innerValue)));
    }
  }
  return fieldsFault(fields) ?? fields;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const membersOf = (value: unknown): [string, unknown][] | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
