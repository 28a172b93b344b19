import { redact } from './redact.js';

/** How many characters of a text of WhatsApp's are kept. */
const MAX_TEXT = 1_000;

/** Parses JSON; undefined if the text is not JSON. */
export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The value at a path of own members and indices; undefined if there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let inner = value;
  for (const key of path) {
    if (inner === undefined) return;
    inner = typeof key === 'number' ? elementAt(inner, key) : memberAt(inner, key);
  }
  return inner;
};

const elementAt = (list: unknown, index: number): unknown =>
  Array.isArray(list) ? (list[index] as unknown) : undefined;

const memberAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

/** A list of a body; an empty one for any other value. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The beginning of a text, without tokens; null if the value is no text. */
export const shortText = (value: unknown, secret: string): string | null =>
  typeof value === 'string' && value.trim() !== '' ? [...redact(value, secret)].slice(0, MAX_TEXT).join('') : null;

export const integer = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
