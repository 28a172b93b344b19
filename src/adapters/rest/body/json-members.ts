import * as E from 'fp-ts/lib/Either.js';

/** The value of a JSON text; undefined if it is none. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export const NOT_JSON = 'is not valid JSON';

/** The members of a JSON text that is an object. Left: what is wrong with the body. */
export const objectIn = (text: string): E.Either<string, [string, unknown][]> => {
  const value = parsedJson(text);
  return value === undefined ? E.left(NOT_JSON) : E.fromNullable('must be a JSON object')(membersOf(value));
};

/** The members of an object; null if the value is none. */
export const membersOf = (value: unknown): [string, unknown][] | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
