import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type Checked } from './field-faults.js';
import { optional, type Rule } from './field-rules.js';
import { type GivenFields } from './given-fields.js';

/** The most that one page of a list may have (SPEC 5). */
export const MOST_LISTED = 100;

/** How many a page has where the caller does not say. */
const LISTED = 25;

/** Reads the `limit` of a list. */
export const limitOf = (given: GivenFields): Checked<number> =>
  pipe(
    optional(given)('limit', parseLimit),
    E.map((limit) => limit ?? LISTED),
  );

const parseLimit: Rule<number> = (text) => {
  const limit = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MOST_LISTED
    ? E.right(limit)
    : E.left(`must be a whole number from 1 to ${MOST_LISTED}`);
};
