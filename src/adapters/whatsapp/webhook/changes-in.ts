import { type AccountId } from '../../../domain/model/account/account.js';
import { type News } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { type Change } from '../../../domain/ports/notifications.js';
import { at } from '../read-json.js';
import { readModestJson } from './modest-json.js';
import { readInbound } from './read-inbound.js';
import { readStatus } from './read-status.js';

/**
 * The changes of a webhook body, in its order: `entry[].changes[].value`. Each change is independent: a value of
 * another shape is left out, and a body that is no JSON has no changes. An entry without changes counts as one empty
 * change, because it still names its business account.
 */
export const changesIn = (raw: Uint8Array): readonly Change[] => {
  const body = readModestJson(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
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
  (account: AccountId, now: Instant): readonly News[] => [
    ...statuses.flatMap((status): News | readonly [] => {
      const report = readStatus(status, account, now);
      return report === null ? [] : { _tag: 'Status', report };
    }),
    ...messages.flatMap((message): News | readonly [] => {
      const text = readInbound(message, now);
      return text === null ? [] : { _tag: 'Inbound', text };
    }),
  ];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Meta writes ids as strings of digits. */
const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9]{1,64}$/.test(value) ? value : null;
