import * as E from 'fp-ts/lib/Either.js';

/** A phone number as it was written, without what only separates its digits. */
export interface WrittenPhone {
  /** ASCII digits, maybe none. */
  readonly digits: string;
  /** How many characters were written, without invisible ones. */
  readonly length: number;
}

/** What is not shown: zero-width characters, soft hyphens, and the marks of direction that address books add. */
const INVISIBLE = /\p{Cf}/gu;
const BLANK = /[\p{Zs}\t]/gu;
/** Dashes, with the other signs that are typed as one: minus signs, a hyphen bullet, the long mark of Japanese. */
const DASH = /[\p{Pd}\u02d7\u2043\u2212\u30fc\uff70]/gu;
/** `( ) .` as East Asian keyboards write them. */
const WIDE = /[\uff08\uff09\uff0e]/gu;
/** `+ ( ) .`, with the other plus signs. */
const SIGN = /[+().\ufe62\uff0b]/gu;

/**
 * Cleans a phone number (SPEC 1.1). Blanks, dashes and `+ ( ) .` are dropped. Left: what to do about it, where another
 * sign is left, or where the digits would be those of another number.
 */
export const readWrittenPhone = (written: string): E.Either<string, WrittenPhone> => {
  const visible = written.replace(INVISIBLE, '').trim();
  const marks = visible.replace(BLANK, '').replace(WIDE, (mark) => mark.normalize('NFKC'));
  const other = otherNumber(marks);
  if (other !== null) return E.left(other);
  const digits = marks.replace(DASH, '').replace(SIGN, '');
  const sign = /[^0-9]/u.exec(digits)?.[0];
  return sign === undefined
    ? E.right({ digits, length: visible.length })
    : E.left(`must have only digits, spaces, dashes and + ( ) . but has ${named(sign)}`);
};

/** What to write in place of a text whose digits are not those of the number that is meant; null if they are. */
const otherNumber = (marks: string): string | null => {
  const zeros = /^[^.]*(\.00?)$/.exec(marks)?.[1];
  if (zeros !== undefined) return `must be a whole number: drop the ${zeros} at its end, which a spreadsheet adds`;
  if (/^[0-9]+\.[0-9]{1,2}$/.test(marks)) return 'must be a whole number: write it without a decimal point';
  if (/^[0-9.,]+e[+-]?[0-9]+$/i.test(marks))
    return `must be written with all its digits: a spreadsheet has shortened it to ${marks.slice(0, 20)}`;
  if (/[0-9][^0-9]*[([]0[)\]]/.test(marks))
    return 'must be written as it is dialled from abroad: leave the (0) out, or its parentheses if the 0 is dialled too';
  return null;
};

/** A sign, so that it can be read in a log too: `"/"`, `"١" (U+0661)`, `U+0000`. */
const named = (sign: string): string => {
  const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (/^[!-~]$/.test(sign)) return `"${sign}"`;
  if (/^\p{Nd}$/u.test(sign)) return `"${sign}" (${code}), a digit that is not one of 0 to 9`;
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(sign) ? `"${sign}" (${code})` : code;
};
