import { randomBytes, randomInt } from 'node:crypto';

/**
 * A message id with the inside of Meta's: a few tags round the recipient's number and eighteen hex digits,
 * in base64 with its padding (so it may hold `/`, `+` and `=`).
 */
export const newWamid = (recipient: string): string => {
  const unique = randomBytes(9).toString('hex').toUpperCase();
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, recipient.length]),
    Buffer.from(recipient, 'latin1'),
    Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12]),
    Buffer.from(unique, 'latin1'),
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
};

/** A media id: sixteen digits, the first not 0. */
export const newMediaId = (): string => `${String(randomInt(1_000_000, 10_000_000))}${String(randomInt(1e8, 1e9))}`;
