import * as t from 'io-ts';
import { type Account, type Entry, type Limits } from '../../../domain/model/account/account.js';
import { soundHealth } from '../../../domain/model/account/health.js';
import { type AppSecret } from '../../../domain/ports/accounts.js';
import { accountId, added, former, nullable, positive, strict } from './codecs.js';
import { keptHealthRecord } from './health.js';

/** An account as it is stored: with sealed secrets or, in a store without a key, with plain ones. */
export interface StoredAccount extends Account {
  /** Where events were once to go. The upgrade makes an endpoint of it: see shared/upgrade/former-webhook.ts. */
  readonly webhook: FormerWebhook | null;
  readonly sealed: boolean;
}

interface FormerWebhook {
  readonly url: string;
  readonly secret: string;
}

const entries = t.readonlyArray(strict<Entry>('entry', { id: positive, name: t.string }));

export const accountRecord = strict<StoredAccount>('account', {
  id: accountId,
  name: t.string,
  whatsapp: strict<Account['whatsapp']>('whatsapp', {
    phoneNumberId: nullable(t.string),
    businessAccountId: nullable(t.string),
    accessToken: nullable(t.string),
    appSecret: nullable(t.string),
    verifyToken: nullable(t.string),
  }),
  formerPhoneNumberIds: added(t.readonlyArray(t.string), []),
  webhook: former(strict<FormerWebhook>('webhook', { url: t.string, secret: t.string })),
  stopWords: t.readonlyArray(t.string),
  startWords: t.readonlyArray(t.string),
  defaults: strict<Account['defaults']>('defaults', {
    status: nullable(positive),
    source: nullable(positive),
    assignedTo: nullable(positive),
  }),
  limits: strict<Limits>('limits', { contacts: t.number, conversations: t.number, apiCallsPerMinute: t.number }),
  staff: entries,
  groups: entries,
  statuses: entries,
  sources: entries,
  mediaKey: t.string,
  // Empty until the store is brought up to date: see upgrade/formats.ts.
  consentKey: added(t.string, ''),
  demo: t.boolean,
  health: added(keptHealthRecord, soundHealth),
  sealed: t.boolean,
});

/** The part of a stored account that its app secret is in. */
export interface StoredAppSecret {
  readonly id: AppSecret['accountId'];
  readonly whatsapp: { readonly appSecret: string | null };
  readonly sealed: boolean;
}

export const appSecretRecord = strict<StoredAppSecret>('app secret', {
  id: accountId,
  whatsapp: strict<StoredAppSecret['whatsapp']>('whatsapp', { appSecret: nullable(t.string) }),
  sealed: t.boolean,
});
