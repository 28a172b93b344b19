const REPLACEMENT = '\ufffd';
const WRITTEN = Buffer.from(REPLACEMENT);

/**
 * Whether the texts of a message are valid UTF-8 in its bytes. The decoder silently replaces invalid bytes by U+FFFD,
 * so the texts may have no more of them than the bytes have.
 *
 * It counts, because a search for each text in the bytes takes the product of their lengths: a minute for half a
 * megabyte.
 */
export const isFaithful = (message: object, bytes: Buffer): boolean => {
  const found = replacementsIn(message);
  return found === 0 || found <= countOf(WRITTEN, bytes);
};

const replacementsIn = (value: unknown): number => {
  if (typeof value === 'string') return countOf(REPLACEMENT, value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + replacementsIn(inner), 0);
};

/** How often a short text occurs in a long one, or bytes in bytes. */
const countOf = <A extends string | Buffer>(sought: A, all: A): number => {
  let count = 0;
  for (let at = indexOf(all, sought, 0); at !== -1; at = indexOf(all, sought, at + sought.length)) count += 1;
  return count;
};

const indexOf = (all: string | Buffer, sought: string | Buffer, from: number): number =>
  typeof all === 'string' ? all.indexOf(sought.toString(), from) : all.indexOf(sought, from);
