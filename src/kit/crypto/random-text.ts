import { randomBytes } from 'node:crypto';

/** How many characters are drawn at once: one call for a few costs as much as for thousands. */
const DRAWN = 4_096;

/** Draws random characters of base64url, 6 bits each, no character twice. */
export type RandomText = (length: number) => string;

/** `length` is at most 4 096. */
export const makeRandomText = (): RandomText => {
  let drawn = '';
  let used = 0;
  return (length) => {
    if (used + length > drawn.length) {
      drawn = randomBytes((DRAWN / 4) * 3).toString('base64url');
      used = 0;
    }
    used += length;
    return drawn.slice(used - length, used);
  };
};
