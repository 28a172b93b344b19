import fc from 'fast-check';
import { schemaFaults } from './openapi.js';
import { type Schema, schemaOf, schemas } from './openapi-document.js';

type Fields = Readonly<Record<string, unknown>>;

/** Values that a schema of the document allows; `null` where it allows that, too. */
export const valuesOf = (schema: Schema): fc.Arbitrary<unknown> => {
  const plain = schemaOf(schema);
  if (Array.isArray(plain['anyOf'])) return fc.oneof(...(plain['anyOf'] as Schema[]).map(valuesOf));
  if (Array.isArray(plain['enum'])) return fc.constantFrom(...(plain['enum'] as unknown[]));
  if ('const' in plain) return fc.constant(plain['const']);
  switch (plain['type']) {
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.integer({ min: Number(plain['minimum']), max: Number(plain['maximum'] ?? 2 ** 31) });
    case 'object':
      return objectsOf(plain);
    case 'array':
      return fc.array(valuesOf(plain['items'] as Schema), { maxLength: 3 });
    case 'string':
      return textsOf(plain).filter((text) => schemaFaults(plain, text).length === 0);
    default:
      throw new TypeError(`no values are known for ${JSON.stringify(plain)}`);
  }
};

const objectsOf = (schema: Schema): fc.Arbitrary<Fields> => {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const required = (schema['required'] ?? []) as string[];
  return fc.record(Object.fromEntries(properties.map(([name, property]) => [name, valuesOf(property)])), {
    requiredKeys: required,
  });
};

/** Texts of which many fit: look-aheads are left to the filter. */
const textsOf = (schema: Schema): fc.Arbitrary<string> => {
  const { format, pattern, maxLength } = schema as { format?: string; pattern?: string; maxLength?: number };
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.webUrl({ withQueryParameters: true });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(withoutLookAheads(pattern)));
  return fc.string({ unit: 'binary', maxLength: maxLength ?? 100 });
};

/** A pattern without the look-aheads at its start. Escaped signs in them do not count as parentheses. */
const withoutLookAheads = (pattern: string): string => pattern.replace(/^\^(?:\(\?!(?:\\.|[^\\()])*\))+/, '^');

/** Texts that a field's schema refuses; trimmed, and not empty, since that is as good as absent. */
export const wrongTextsOf = (schema: Schema): fc.Arbitrary<string> => {
  const plain = schemaOf(schema);
  const maxLength = plain['maxLength'];
  const texts = [
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom('../x', '0', '-1', 'x@'),
  ];
  if (typeof maxLength === 'number') {
    texts.push(fc.integer({ min: 1, max: 50 }).map((more) => 'é'.repeat(maxLength + more)));
  }
  const refused = (text: string) =>
    plain['type'] === 'integer'
      ? !/^[0-9]+$/.test(text) || Number(text) < 1 || Number(text) > Number(plain['maximum'] ?? Infinity)
      : schemaFaults(plain, text).length > 0;
  return fc.oneof(...texts).filter((text) => text.trim() === text && text !== '' && refused(text));
};

const form = schemas['MediaMessageForm'] as Schema & { readonly properties: Readonly<Record<string, Schema>> };

/** Every text field of a message in all its flat spellings, of which the document names the dotted ones only. */
const spelled: readonly (readonly [string, Schema])[] = Object.entries(form.properties)
  .filter(([name]) => name !== 'media_file')
  .flatMap(([name, schema]) =>
    [...new Set([name, name.replace(/^contact\.(\w+)$/, 'contact[$1]')])].map(
      (spelling) => [spelling, schema] as const,
    ),
  );

/** What every message here has. The document says in words that `user_id` may stand in place of `phone`. */
const required = ['media_type', 'media_url'];
const names = [['phone'], ['user_id'], ['phone', 'user_id']];

const isNeeded = (name: string): boolean => [...required, ...names.flat()].includes(name);

const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

const contact: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    spelled
      .filter(([name]) => name.startsWith('contact.'))
      .map(([name, schema]) => [name.slice('contact.'.length), orNull(schema)]),
  ),
};

/** Messages that name their recipient in one of the ways. */
const messagesOf = (properties: Readonly<Record<string, Schema>>): fc.Arbitrary<Fields> =>
  fc
    .oneof(...names.map((given) => objectsOf({ properties, required: [...required, ...given] })))
    .map((fields) => inOneSpelling(fields));

/** A message's fields as a form has them, each field of a contact in one spelling only. */
export const formMessages: fc.Arbitrary<Fields> = messagesOf(Object.fromEntries(spelled));

/** The same as JSON has them: null is as good as absent, and a contact may be an object. */
export const jsonMessages: fc.Arbitrary<Fields> = messagesOf({
  ...Object.fromEntries(spelled.map(([name, schema]) => [name, isNeeded(name) ? schema : orNull(schema)] as const)),
  contact: orNull(contact),
});

/** `contact[firstname]` and `contact.firstname` are one field. */
export const canonicalName = (name: string): string => name.replace(/^contact\[(\w+)\]$/, 'contact.$1');

/** The fields with nested ones laid flat under their dotted names. */
export const flatten = (fields: Fields): readonly (readonly [string, unknown])[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    name === 'contact' && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, innerValue]) => [`contact.${inner}`, innerValue] as const)
      : [[canonicalName(name), value] as const],
  );

const inOneSpelling = (fields: Fields): Fields => {
  const seen = new Set<string>();
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => {
      const names = flatten({ [name]: value }).map(([flat]) => flat);
      const fresh = names.every((flat) => !seen.has(flat));
      if (fresh) names.forEach((flat) => seen.add(flat));
      return fresh;
    }),
  );
};

/** One field of a message and a text that its schema refuses. */
export const wrongFields: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  ...spelled.map(([name, schema]) => wrongTextsOf(schema).map((text) => [name, text] as const)),
);
