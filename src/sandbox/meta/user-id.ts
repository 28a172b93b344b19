import { createHmac } from 'node:crypto';
import { fateOf } from './behaviours.js';
import { countryOf } from './countries.js';

const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/**
 * Whether a value has the form of a business-scoped user id: two capital letters, a dot, `ENT.` for linked portfolios,
 * 1 to 128 letters and digits.
 * Source: Meta, WhatsApp Business Platform, "Business-scoped user IDs".
 */
export const isUserId = (value: unknown): value is string => typeof value === 'string' && USER_ID.test(value);

/** The digits behind the country, as in Meta's samples. */
const LENGTH = 20;
const TAIL = 6;
/** An end that brings about no fault. */
const ORDINARY_TAIL = '700007';

const smallest = 10n ** BigInt(LENGTH - 1);

/**
 * The user id of a number, made as Meta's: the country, a dot, 20 digits. The same arguments give the same id, so that
 * people keep theirs over a restart. A number that brings about a fault has an id that brings about the same, and no
 * other id does.
 * @param generation how many people had the number before
 */
export const deriveUserId = (secret: string, phone: string, generation: number): string => {
  const hash = createHmac('sha256', secret)
    .update(`user id\n${phone}\n${String(generation)}`)
    .digest('hex');
  const digits = String(smallest + (BigInt(`0x${hash}`) % (9n * smallest)));
  const isFault = fateOf(phone) !== undefined;
  const tail = fateOf(digits) === undefined ? digits.slice(-TAIL) : ORDINARY_TAIL;
  return `${countryOf(phone)}.${digits.slice(0, -TAIL)}${isFault ? phone.slice(-TAIL) : tail}`;
};
