import { type NamedIds } from '../../../domain/ports/notifications.js';

/**
 * A pattern that matches a text in every JSON spelling, in which any character may be an escape. Meta escapes only
 * non-ASCII characters, but a body in another spelling names the same accounts.
 */
const written = (text: string): string => [...text].map((sign) => `(?:${sign}|${escapeOf(sign)})`).join('');

const escapeOf = (sign: string): string => {
  const hex = sign.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\\\u${[...hex].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('')}`;
};

const SPACE = '[ \\t\\n\\r]*';
const DIGITS = '((?:[0-9]|\\\\u003[0-9]){1,64})';

const named = new RegExp(`"(?:(${written('phone_number_id')})|${written('id')})"${SPACE}:${SPACE}"${DIGITS}"`, 'g');

/** More ids than a body of Meta's can have: its batches have at most 1 000 updates. */
const MOST_IDS = 10_000;

/**
 * The ids of phone numbers and business accounts that a body seems to name: every string of digits under a key
 * `phone_number_id` or `id`, at any depth. It takes one pass over the bytes, without parsing.
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
