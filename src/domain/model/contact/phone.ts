import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Branded } from '../brand.js';
import { readWrittenPhone, type WrittenPhone } from './written-phone.js';

/** A recipient: 8 to 15 digits with the country code, nothing else (E.164 without its plus sign). */
export type PhoneNumber = Branded<string, 'PhoneNumber'>;

const MAX_DIGITS = 15;
const MIN_DIGITS = 10;
/** Some countries have 8 or 9 digits in all (+298 123456); those pass when 10 or more characters were written. */
const MIN_DIGITS_WRITTEN_OUT = 8;

/** Reads a phone number as people write it (`written-phone.ts`). Left: what to do about it. */
export const parsePhoneNumber = (written: string): E.Either<string, PhoneNumber> =>
  E.chain(phoneOfDigits)(readWrittenPhone(written));

const phoneOfDigits = ({ digits, length }: WrittenPhone): E.Either<string, PhoneNumber> => {
  if (digits.startsWith('0')) return E.left('must begin with a country code, which never begins with 0');
  if (digits.length > MAX_DIGITS) return E.left(`must have at most ${MAX_DIGITS} digits`);
  const least = length >= MIN_DIGITS ? MIN_DIGITS_WRITTEN_OUT : MIN_DIGITS;
  if (digits.length < least) return E.left(`must have at least ${MIN_DIGITS} digits, country code included`);
  return E.right(digits as PhoneNumber);
};

/** Whether a value can be WhatsApp's own id of a person. A longer one is no id, and may be too long for a store's key. */
export const isWaId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value);

/** The number that WhatsApp's own id of a person spells, if it spells one: mostly it is the number itself. */
export const phoneOfWaId = (waId: string): O.Option<PhoneNumber> =>
  /^[1-9][0-9]{7,14}$/.test(waId) ? O.some(waId as PhoneNumber) : O.none;

/**
 * Whether two numbers are one for WhatsApp (SPEC 5). It spells mobile numbers of Brazil with or without a 9, of
 * Argentina with or without a 9, and of Mexico with or without a 1.
 */
export const isSameNumber = (one: string, other: string): boolean => shortestSpelling(one) === shortestSpelling(other);

/** The shortest spelling of a number that WhatsApp spells in two ways; any other text as it is. */
export const shortestSpelling = (number: string): string =>
  number
    .replace(/^(55[0-9]{2})9([0-9]{8})$/, '$1$2')
    .replace(/^549([0-9]{10})$/, '54$1')
    .replace(/^521([0-9]{10})$/, '52$1');

/** Every spelling of a number, the shortest first: one, or two. */
export const spellingsOf = (number: string): readonly string[] => {
  const shortest = shortestSpelling(number);
  const longest = shortest
    .replace(/^(?<area>55[0-9]{2})(?<rest>[0-9]{8})$/, '$<area>9$<rest>')
    .replace(/^54(?<rest>[0-9]{10})$/, '549$<rest>')
    .replace(/^52(?<rest>[0-9]{10})$/, '521$<rest>');
  return longest === shortest ? [shortest] : [shortest, longest];
};

/** What a log may show of a phone number: `+1555*****67`. */
export const maskPhoneNumber = (phone: string): string =>
  phone.length < 7 ? '+***' : `+${phone.slice(0, 4)}${'*'.repeat(phone.length - 6)}${phone.slice(-2)}`;
