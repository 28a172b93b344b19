import { readJson } from '../read-json.js';

/** How many values a body may have. A batch of 1 000 updates, the most that Meta sends, has about 50 000. */
const MOST_VALUES = 200_000;

/** How deep its objects and lists may lie in each other. Meta's lie nine deep. */
const DEEPEST = 64;

/**
 * Parses JSON of a modest number of values; undefined for anything else. Three megabytes of `[` take the parser a
 * second, in which nothing else goes on (SAFETY.md N1).
 */
export const readModestJson = (bytes: Buffer): unknown =>
  isModest(bytes) ? readJson(bytes.toString('utf8')) : undefined;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Counts what begins a value outside of texts, in one pass. */
const isModest = (bytes: Buffer): boolean => {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at] ?? 0) {
      case QUOTE:
        at = endOfText(bytes, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        break;
      case COMMA:
        values += 1;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
    }
    if (values > MOST_VALUES || depth > DEEPEST) return false;
  }
  return true;
};

/** Where the text that begins here ends: at its second quote, or at the end of the bytes. */
const endOfText = (bytes: Buffer, start: number): number => {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
};
