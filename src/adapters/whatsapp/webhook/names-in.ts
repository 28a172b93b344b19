import { parseCallbackData } from '../../../domain/model/message/callback-data.js';
import { type NamedIds } from '../../../domain/ports/notifications.js';
import { isKeyBefore, textAfter } from './scan-json.js';
import { asBuffer } from '../../../kit/as-buffer.js';

/** How many names of each kind are found. All accounts in one body of Meta's have the same app, thus the same secret. */
const MOST_NAMES = 32;
/** How many colons are looked at. Meta's bodies begin with the names of accounts. */
const MOST_COLONS = 10_000;
/** How many values are looked at. */
const MOST_VALUES = 1_000;

const COLON = 0x3a;

/**
 * What a body seems to name accounts by: the ids under its keys `phone_number_id` and `id`, and the accounts in marks,
 * at any depth; the first 32 of each. It takes one pass over the bytes, without parsing, and looks at a bounded number
 * of keys and values, so that no body holds the event loop (SAFETY.md N4).
 */
export const namesIn = (raw: Uint8Array): NamedIds => {
  const bytes = asBuffer(raw);
  const found: Record<Key, Set<string>> = {
    id: new Set(),
    phone_number_id: new Set(),
    biz_opaque_callback_data: new Set(),
  };
  let values = 0;
  let at = bytes.indexOf(COLON);
  for (let colons = 0; at !== -1 && colons < MOST_COLONS && values < MOST_VALUES; colons += 1) {
    const key = keyBefore(bytes, at);
    if (key !== null && found[key].size < MOST_NAMES) {
      values += 1;
      const value = textAfter(bytes, at);
      if (value !== null && isName[key](value)) found[key].add(value);
    }
    at = bytes.indexOf(COLON, at + 1);
  }
  return {
    phoneNumberIds: [...found.phone_number_id],
    businessAccountIds: [...found.id],
    accountIds: [
      ...new Set([...found.biz_opaque_callback_data].flatMap((mark) => parseCallbackData(mark)?.accountId ?? [])),
    ],
  };
};

const isId = (text: string): boolean => /^[0-9]{1,64}$/.test(text);

/** The keys of names, and what is a name under each. */
const isName = {
  id: isId,
  phone_number_id: isId,
  biz_opaque_callback_data: (text: string): boolean => parseCallbackData(text) !== null,
};
type Key = keyof typeof isName;
const keys: readonly Key[] = ['id', 'phone_number_id', 'biz_opaque_callback_data'];

/** The key before a colon; null for any other. */
const keyBefore = (bytes: Buffer, colon: number): Key | null =>
  keys.find((key) => isKeyBefore(bytes, colon, key)) ?? null;
