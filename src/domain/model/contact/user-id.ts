import * as E from 'fp-ts/lib/Either.js';
import { type Branded } from '../brand.js';

/**
 * WhatsApp's id of a person for one business (business-scoped user id, Meta's page of that name): the country in two
 * capital letters, a dot, and letters and digits, as in `US.13491208655302741918`. The id for linked portfolios
 * ("parent id") has `ENT.` behind the dot. Ids are compared exactly.
 */
export type UserId = Branded<string, 'UserId'>;

const FORM = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
const LONGEST = 'US.ENT.'.length + 128;

/** Whether a value is a user id. */
export const isUserId = (value: unknown): value is UserId => typeof value === 'string' && FORM.test(value);

/**
 * Whether a value can be a user id that WhatsApp shows. A form that is not documented yet counts too, so that no STOP is
 * lost; nothing is sent to it.
 */
export const isShownUserId = (value: unknown): value is UserId =>
  typeof value === 'string' && /^[!-9;-~]{1,160}$/.test(value);

/** Reads a user id as a caller writes it. Left: what to do about it. */
export const parseUserId = (written: string): E.Either<string, UserId> => {
  if (isUserId(written)) return E.right(written);
  if (/^\+?[0-9 ().-]+$/.test(written))
    return E.left('must be a user id like US.13491208655302741918; a number goes into phone');
  if (written.length > LONGEST) return E.left(`must have at most 128 letters and digits behind its country`);
  return E.left('must be two capital letters, a dot, and 1 to 128 letters and digits, like US.13491208655302741918');
};

/** Whether a text is meant as a user id, also one with a fault. */
export const resemblesUserId = (written: string): boolean => /^[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]*$/i.test(written);

/** Whether an id is one for linked portfolios. A person has one of these beside the other. */
export const isParentId = (id: UserId): boolean => id.startsWith('ENT.', 3);

/** What a log may show of a user id: `US.13*****18`. */
export const maskUserId = (id: string): string =>
  id.length < 10 ? `${id.slice(0, 3)}***` : `${id.slice(0, 5)}*****${id.slice(-2)}`;
