import { type Change } from '../../../domain/ports/notifications.js';
import { asList, at } from '../read-json.js';
import { readModestJson } from './modest-json.js';
import { newsIn } from './read-news.js';
import { asBuffer } from '../../../kit/as-buffer.js';

/**
 * The changes of a webhook body, in its order: `entry[].changes[].value`. Each change is independent: a value of
 * another shape is left out, and a body that is no JSON has no changes. An entry without changes counts as one empty
 * change, because it still names its business account. A change with long lists counts as several.
 */
export const changesIn = (raw: Uint8Array): readonly Change[] => {
  const body = readModestJson(asBuffer(raw));
  return asList(at(body, 'entry')).flatMap((entry) => {
    const businessAccountId = idOf(at(entry, 'id'));
    const changes = asList(at(entry, 'changes'));
    return (changes.length === 0 ? [null] : changes).flatMap((change) => {
      const phoneNumberId = idOf(at(change, 'value', 'metadata', 'phone_number_id'));
      return newsIn(at(change, 'value')).map((news) => ({ businessAccountId, phoneNumberId, news }));
    });
  });
};

/** Meta writes ids as strings of digits. */
const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9]{1,64}$/.test(value) ? value : null;
