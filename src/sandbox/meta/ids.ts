import { randomFillSync, randomInt } from 'node:crypto';

/** Random bytes are drawn a page at a time: one draw serves some hundred ids. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** `count` random bytes, at most 64; copy what outlives the next call. */
const draw = (count: number): Buffer => {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
};

/** What Meta calls the trace of a request: opaque, different every time. */
export const traceId = (): string => `A${draw(16).toString('base64url')}`;

/**
 * A message id with the inside of Meta's: a few tags round the recipient's number and eighteen hex digits,
 * in base64 with its padding (so it may hold `/`, `+` and `=`).
 */
export const newWamid = (recipient: string): string => {
  const unique = draw(9).toString('hex').toUpperCase();
  const length = String.fromCharCode(recipient.length);
  const inside = `\x1c\x18${length}${recipient}\x15\x02\x00\x11\x18\x12${unique}\x00`;
  return `wamid.${Buffer.from(inside, 'latin1').toString('base64')}`;
};

/** A media id: sixteen digits, the first not 0. */
export const newMediaId = (): string => `${String(randomInt(1_000_000, 10_000_000))}${String(randomInt(1e8, 1e9))}`;
