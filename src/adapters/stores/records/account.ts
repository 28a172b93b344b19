import { type Account, type Entry, type Limits } from '../../../domain/model/account.js';
import { accountId, list, number, orNull, positive, record, text, yesNo } from './codecs.js';

/** An account as it is written: its secrets sealed or, in a store without a key, as they are. */
export interface StoredAccount extends Account {
  readonly sealed: boolean;
}

const entries = list(record<Entry>('entry', { id: positive, name: text }));

export const accountRecord = record<StoredAccount>('account', {
  id: accountId,
  name: text,
  whatsapp: record<Account['whatsapp']>('whatsapp', {
    phoneNumberId: orNull(text),
    businessAccountId: orNull(text),
    accessToken: orNull(text),
    appSecret: orNull(text),
    verifyToken: orNull(text),
  }),
  webhook: orNull(record<NonNullable<Account['webhook']>>('webhook', { url: text, secret: text })),
  stopWords: list(text),
  startWords: list(text),
  defaults: record<Account['defaults']>('defaults', {
    status: orNull(positive),
    source: orNull(positive),
    assignedTo: orNull(positive),
  }),
  limits: record<Limits>('limits', { contacts: number, conversations: number, apiCallsPerMinute: number }),
  staff: entries,
  groups: entries,
  statuses: entries,
  sources: entries,
  mediaKey: text,
  demo: yesNo,
  sealed: yesNo,
});
