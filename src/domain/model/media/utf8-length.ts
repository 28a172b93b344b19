/** The length of a text in bytes of UTF-8. */
export const utf8Length = (text: string): number => {
  let bytes = 0;
  for (const sign of text) bytes += lengthOf(sign);
  return bytes;
};

/** The longest beginning of a text that has at most `most` bytes of UTF-8. No code point is cut. */
export const firstBytes = (text: string, most: number): string => {
  let bytes = 0;
  let end = 0;
  for (const sign of text) {
    bytes += lengthOf(sign);
    if (bytes > most) break;
    end += sign.length;
  }
  return text.slice(0, end);
};

/** The bytes of one code point. Half of a surrogate pair is written as U+FFFD. */
const lengthOf = (sign: string): number => {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_0000 ? 3 : 4;
};
