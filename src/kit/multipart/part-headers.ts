/** The headers of a part by name in lower case, values without blanks around them. */
export type PartHeaders = ReadonlyMap<string, string>;

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Reads the head of a part (RFC 5322 as MIME uses it). Folded lines are one. Where a name comes twice, the first
 * counts. Null where a line has no colon, or holds what no header may, such as NUL.
 *
 * @param text Lines with their CRLF, a character each byte.
 */
export const readPartHeaders = (text: string): PartHeaders | null => {
  const headers = new Map<string, string>();
  const lines = text.replace(/\r\n(?=[\t ])/g, '').split('\r\n');
  for (const line of lines.slice(0, -1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1);
    if (!NAME.test(name) || !VALUE.test(value)) return null;
    if (!headers.has(name)) headers.set(name, withoutBlanks(value));
  }
  return headers;
};

/** A value without the blanks around it. The bytes of UTF-8 that look like blanks stay. */
const withoutBlanks = (text: string): string => {
  let from = 0;
  let end = text.length;
  while (isBlank(text[from])) from += 1;
  while (end > from && isBlank(text[end - 1])) end -= 1;
  return text.slice(from, end);
};

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
