import { type NamedIds } from '../../../domain/ports/notifications.js';

/**
 * A text as a pattern that fits it however JSON writes it: any of its characters may be an escape. Meta escapes only
 * what is not ASCII, but the same body written otherwise names the same accounts.
 */
const written = (text: string): string => [...text].map((sign) => `(?:${sign}|${escapeOf(sign)})`).join('');

const escapeOf = (sign: string): string => {
  const hex = sign.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\\\u${[...hex].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('')}`;
};

const SPACE = '[ \\t\\n\\r]*';
const DIGITS = '((?:[0-9]|\\\\u003[0-9]){1,64})';

const named = new RegExp(`"(?:(${written('phone_number_id')})|${written('id')})"${SPACE}:${SPACE}"${DIGITS}"`, 'g');

/** More ids than any body of Meta's has, whose batches end at 1 000 updates. */
const MOST_IDS = 10_000;

/**
 * The ids of phone numbers and business accounts that a body seems to name: every text of digits under a key
 * `phone_number_id` or `id`, wherever it stands. One pass over the bytes, which parses nothing.
 */
export const namesIn = (raw: Uint8Array): NamedIds => {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const phoneNumberIds = new Set<string>();
  const businessAccountIds = new Set<string>();
  let count = 0;
  for (const [, phoneKey, digits = ''] of text.matchAll(named)) {
    (phoneKey === undefined ? businessAccountIds : phoneNumberIds).add(digits.replace(/\\u003/g, ''));
    count += 1;
    if (count === MOST_IDS) break;
  }
  return { phoneNumberIds: [...phoneNumberIds], businessAccountIds: [...businessAccountIds] };
};
