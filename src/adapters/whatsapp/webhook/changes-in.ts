import { type UnaddressedNews } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { type Change } from '../../../domain/ports/notifications.js';
import { at } from '../read-json.js';
import { readModestJson } from './modest-json.js';
import { readInbound } from './read-inbound.js';
import { readStatus } from './read-status.js';
import { asBuffer } from '../../../kit/as-buffer.js';

/**
 * The changes of a webhook body, in its order: `entry[].changes[].value`. Each change is independent: a value of
 * another shape is left out, and a body that is no JSON has no changes. An entry without changes counts as one empty
 * change, because it still names its business account.
 */
export const changesIn = (raw: Uint8Array): readonly Change[] => {
  const body = readModestJson(asBuffer(raw));
  return list(at(body, 'entry')).flatMap((entry) => {
    const businessAccountId = idOf(at(entry, 'id'));
    const changes = list(at(entry, 'changes'));
    return (changes.length === 0 ? [null] : changes).map((change) => ({
      businessAccountId,
      phoneNumberId: idOf(at(change, 'value', 'metadata', 'phone_number_id')),
      news: newsOf(list(at(change, 'value', 'statuses')), list(at(change, 'value', 'messages'))),
    }));
  });
};

const newsOf =
  (statuses: readonly unknown[], messages: readonly unknown[]) =>
  (now: Instant): readonly UnaddressedNews[] => [
    ...statuses.flatMap((status): UnaddressedNews | readonly [] => {
      const read = readStatus(status, now);
      return read === null ? [] : { news: { _tag: 'Status', report: read.report }, markedFor: read.markedFor };
    }),
    ...messages.flatMap((message): UnaddressedNews | readonly [] => {
      const text = readInbound(message, now);
      return text === null ? [] : { news: { _tag: 'Inbound', text }, markedFor: null };
    }),
  ];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Meta writes ids as strings of digits. */
const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9]{1,64}$/.test(value) ? value : null;
