const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const ZERO = 0x30;
const SPACES: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d];

/** The most white space around a colon, in bytes. JSON allows any, and writers use at most one. */
const MOST_SPACE = 16;

/** The longest text that is read, in characters: an id of 64 digits, and any mark. */
const LONGEST_TEXT = 64;

/** The length of an escape such as `\u0069`. */
const ESCAPE = 6;

/**
 * Whether the key before this colon is `key`, in ASCII. JSON allows an escape for any character: Meta escapes no ASCII
 * letter, but another spelling names the same.
 */
export const isKeyBefore = (bytes: Buffer, colon: number, key: string): boolean => {
  let at = colon - 1;
  for (let space = 0; space < MOST_SPACE && SPACES.includes(bytes[at]); space += 1) at -= 1;
  if (bytes[at] !== QUOTE) return false;
  for (let index = key.length - 1; index >= 0; index -= 1) {
    const code = key.charCodeAt(index);
    if (bytes[at - 1] === code) at -= 1;
    else if (escapedAt(bytes, at - ESCAPE) === code) at -= ESCAPE;
    else return false;
  }
  return bytes[at - 1] === QUOTE;
};

/** The text after this colon; null if there is none, or one that is not 1 to 64 characters of printable ASCII. */
export const textAfter = (bytes: Buffer, colon: number): string | null => {
  let from = colon + 1;
  for (let space = 0; space < MOST_SPACE && SPACES.includes(bytes[from]); space += 1) from += 1;
  if (bytes[from] !== QUOTE) return null;
  from += 1;
  const most = from + LONGEST_TEXT * ESCAPE;
  let end = from;
  while (end <= most && bytes[end] !== QUOTE && bytes[end] !== undefined) end += 1;
  if (bytes[end] !== QUOTE) return null;
  const text = unescaped(bytes, from, end);
  return text !== null && isShortText.test(text) ? text : null;
};

const isShortText = /^[ -~]{1,64}$/;

/** The characters from `from` to before `end`; null if there is an escape that is not of an ASCII character. */
const unescaped = (bytes: Buffer, from: number, end: number): string | null => {
  const codes: number[] = [];
  for (let at = from; at < end;) {
    const isEscape = bytes[at] === BACKSLASH;
    const code = isEscape ? escapedAt(bytes, at) : bytes[at];
    if (code === undefined) return null;
    codes.push(code);
    at += isEscape ? ESCAPE : 1;
  }
  return String.fromCharCode(...codes);
};

/** The ASCII character whose escape stands here, `\u00` and two hex digits; undefined for anything else. */
const escapedAt = (bytes: Buffer, at: number): number | undefined => {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U || bytes[at + 2] !== ZERO || bytes[at + 3] !== ZERO) return;
  const code = hexAt(bytes, at + 4) * 16 + hexAt(bytes, at + 5);
  return code <= 0x7f ? code : undefined;
};

/** The value of a hex digit; not a number for anything else. */
const hexAt = (bytes: Buffer, at: number): number => {
  const code = bytes[at] ?? 0;
  if (code >= ZERO && code <= 0x39) return code - ZERO;
  // The bit 0x20 makes a letter small.
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : Number.NaN;
};
