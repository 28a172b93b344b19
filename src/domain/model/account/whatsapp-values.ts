import * as E from 'fp-ts/lib/Either.js';
import { type Rule } from '../field-rules.js';

/**
 * Rules for the values of Meta's app dashboard. They refuse what certainly cannot be right, such as a value that belongs
 * to another setting, and say where the right one stands. Nothing else is known of these values: Meta documents no form
 * for them. No message repeats the value.
 */

const AT_API_SETUP = 'Meta shows it in the app dashboard under WhatsApp > API Setup';
const AT_APP_SETTINGS = 'Meta shows it in the app dashboard under App settings > Basic';

/** Meta's ids have 15 digits or more; the 11 to 13 digits of a phone number with its country code are none. */
const PHONE_NUMBER = /^\+|^[0-9]{11,13}$|^[0-9 ().-]*[0-9][ ().-]+[0-9]/;

export const parsePhoneNumberId: Rule<string> = (text) => {
  if (PHONE_NUMBER.test(text))
    return E.left(`must be the id of the phone number, not the number itself; ${AT_API_SETUP}, below the number`);
  return digits(text, `must be digits only; ${AT_API_SETUP}, below the number`);
};

export const parseBusinessAccountId: Rule<string> = (text) =>
  digits(text, `must be the id of the WhatsApp business account, which is digits only; ${AT_API_SETUP}`);

const digits = (text: string, otherwise: string): E.Either<string, string> =>
  /^[0-9]{1,32}$/.test(text) ? E.right(text) : E.left(otherwise);

/** The longest access token and app secret that are taken, in characters. Meta's have about 200 and 32. */
const LONGEST = 4_096;
/** A verify token is a word of one's own, which Meta repeats in a URL. */
const LONGEST_VERIFY_TOKEN = 255;

const BEARER = /^["']?bearer\b/i;
const ACCESS_TOKEN = /^EAA[A-Za-z0-9]{30,}$/;
const POSTCARD_TOKEN = /^pc_/;

export const parseAccessToken: Rule<string> = (text) => {
  if (BEARER.test(text)) return E.left('must be the access token alone, without "Bearer" in front of it');
  if (POSTCARD_TOKEN.test(text))
    return E.left("must be Meta's access token, not a token of Postcard; it is made for a system user of the business");
  return plain(text, "must be Meta's access token as it was given: ASCII without blanks and quotation marks");
};

export const parseAppSecret: Rule<string> = (text) => {
  const where = `must be the app secret; ${AT_APP_SETTINGS}`;
  if (BEARER.test(text) || ACCESS_TOKEN.test(text)) return E.left(`${where}. This is an access token`);
  if (POSTCARD_TOKEN.test(text)) return E.left(`${where}. This is a token of Postcard`);
  if (/^[0-9]{15,20}$/.test(text)) return E.left(`${where}. This is an id`);
  return plain(text, `${where}. It is ASCII without blanks and quotation marks`);
};

export const parseVerifyToken: Rule<string> = (text) => {
  if (text === '' || [...text].length > LONGEST_VERIFY_TOKEN)
    return E.left(
      `must have 1 to ${LONGEST_VERIFY_TOKEN} characters; choose it, and write the same into Meta's dashboard`,
    );
  if (/\p{Cc}|\p{Cs}/u.test(text)) return E.left('must be one line of text without control characters');
  return ACCESS_TOKEN.test(text)
    ? E.left("must be a word of your own, not the access token; Meta's dashboard takes the same word")
    : E.right(text);
};

const plain = (text: string, otherwise: string): E.Either<string, string> =>
  text.length <= LONGEST && /^[!#-&(-~]+$/.test(text) ? E.right(text) : E.left(otherwise);
