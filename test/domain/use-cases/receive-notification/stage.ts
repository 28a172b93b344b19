import * as TE from 'fp-ts/lib/TaskEither.js';
import { createHmac } from 'node:crypto';
import { whatsAppNotifications } from '../../../../src/adapters/whatsapp/webhook/notifications.js';
import { type Account, type AccountId, type WhatsAppSettings } from '../../../../src/domain/model/account/account.js';
import { type News } from '../../../../src/domain/model/message/news.js';
import { type AppSecret, type Page, type PageOf } from '../../../../src/domain/ports/accounts.js';
import { type KnownWamid } from '../../../../src/domain/ports/messages.js';
import { type Damaged, type Stored } from '../../../../src/domain/ports/store.js';
import { type AttentionEvent } from '../../../../src/domain/model/account/attention.js';
import { makeRecordHealth } from '../../../../src/domain/use-cases/account/record-health.js';
import { makeKnownSecrets } from '../../../../src/domain/use-cases/receive-notification/known-secrets.js';
import { makeReceiveNotification } from '../../../../src/domain/use-cases/receive-notification/receive-notification.js';
import { type NotificationRefusal } from '../../../../src/domain/use-cases/receive-notification/refusal.js';
import { makeRefusedSignatures } from '../../../../src/domain/use-cases/receive-notification/refused-signatures.js';
import { type RecordStatus } from '../../../../src/domain/use-cases/record-status/record-status.js';
import { escapedJson } from '../../../../src/sandbox/world/webhooks/webhook-body.js';
import { account as plain, NOW } from '../../../support/happy-ports.js';
import { memoryHealth } from '../../../support/memory-health.js';

export const accountOf = (
  id: number,
  whatsapp: Partial<WhatsAppSettings>,
  formerPhoneNumberIds: readonly string[] = [],
): Account => ({
  ...plain,
  id: id as AccountId,
  formerPhoneNumberIds,
  whatsapp: {
    phoneNumberId: null,
    businessAccountId: null,
    accessToken: 'access',
    appSecret: null,
    verifyToken: null,
    ...whatsapp,
  },
});

export const ACME = accountOf(1, { phoneNumberId: '101', businessAccountId: '900', appSecret: 'acme' });
export const OTHER = accountOf(2, { phoneNumberId: '202', businessAccountId: '800', appSecret: 'other' });
export const BARE = accountOf(3, { phoneNumberId: '303' });

export const sign = (secret: string, raw: Uint8Array): string => createHmac('sha256', secret).update(raw).digest('hex');

export interface StageOptions {
  readonly sandboxSecret?: string | null;
  readonly recordStatus?: RecordStatus;
  /** Ids of accounts whose records are damaged. */
  readonly damaged?: readonly number[];
  /** The messages that accounts have. */
  readonly messages?: readonly (readonly [account: number, wamid: string])[];
  /** A fault of the store, for every query. */
  readonly down?: Stored<never>;
}

export const damage = new Error('the record is damaged');

/** The use case over accounts in memory, and what it did with them. */
export const stage = (accounts: readonly Account[] = [ACME, OTHER, BARE], options: StageOptions = {}) => {
  const { sandboxSecret = null, recordStatus, messages = [], down } = options;
  const damaged = new Set(options.damaged);
  const heard: { readonly account: number; readonly news: readonly News[] }[] = [];
  const refused: NotificationRefusal[] = [];
  const named: Damaged[] = [];
  const tried: string[] = [];
  const counts = { parsed: 0, read: 0, queries: 0, turns: 0, pages: 0 };
  let now = NOW;
  let all = accounts;

  const isWhole = ({ id }: Account): boolean => !damaged.has(id);
  const find = <A>(
    isAskedFor: (account: Account) => boolean,
    { after, limit }: PageOf,
    read: (account: Account) => A,
  ): Stored<Page<A>> =>
    down ??
    TE.rightIO(() => {
      const found = all.filter((one) => isAskedFor(one) && one.id > (after ?? 0));
      const page = found.slice(0, limit);
      counts.queries += 1;
      counts.read += page.length;
      return {
        items: page.filter(isWhole).map(read),
        damaged: page.filter((one) => !isWhole(one)).map(({ id }) => ({ what: `account ${id}`, cause: damage })),
        next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    });
  const everything = { after: null, limit: Infinity };
  const itself = (account: Account): Account => account;

  const clock = {
    now: () => now,
    elapsed: () => 0,
    sleep: () => async () => void (counts.turns += 1),
  };
  const ports = {
    byPhoneNumberIds: (ids: readonly string[]) =>
      find(
        ({ whatsapp, formerPhoneNumberIds }) =>
          [whatsapp.phoneNumberId, ...formerPhoneNumberIds].some((id) => ids.includes(id ?? '')),
        everything,
        itself,
      ),
    byBusinessAccountIds: (ids: readonly string[], page: PageOf) =>
      find(({ whatsapp }) => ids.includes(whatsapp.businessAccountId ?? ''), page, itself),
    byIds: (ids: readonly AccountId[]) => find(({ id }) => ids.includes(id), everything, itself),
    appSecrets: (page: PageOf) => {
      counts.pages += 1;
      return find<AppSecret>(
        () => true,
        page,
        ({ id, whatsapp }) => ({ accountId: id, secret: whatsapp.appSecret }),
      );
    },
  };
  const writes: Account[] = [];
  const attention: AttentionEvent[] = [];
  const recordHealth = makeRecordHealth({
    accounts: {
      recordHealth: memoryHealth(
        (id) => all.find((one) => one.id === id),
        (after) => {
          writes.push(after);
          all = all.map((one) => (one.id === after.id ? after : one));
        },
      ),
    },
    clock,
    onAttention: (event) => attention.push(event),
  });
  const signatures = makeRefusedSignatures({ recordHealth, clock });
  const receiveSigned = makeReceiveNotification({
    accounts: ports,
    secrets: makeKnownSecrets({ accounts: ports, clock, sandboxSecret, onDamaged: (one) => named.push(one) }),
    messages: {
      withWamids: (ids, wamids) =>
        TE.rightIO(() => {
          counts.queries += 1;
          return messages.flatMap(([account, wamid]): readonly KnownWamid[] => {
            const accountId = account as AccountId;
            return ids.includes(accountId) && wamids.includes(wamid) ? [{ accountId, wamid }] : [];
          });
        }),
    },
    notifications: {
      ...whatsAppNotifications,
      changesIn: (raw) => {
        counts.parsed += 1;
        return whatsAppNotifications.changesIn(raw);
      },
      isSignedWith: (secret, raw, signature) => {
        tried.push(secret);
        return whatsAppNotifications.isSignedWith(secret, raw, signature);
      },
    },
    recordStatus:
      recordStatus ??
      (({ id: account }, news) =>
        TE.rightIO(() => {
          heard.push({ account, news });
          return [];
        })),
    recordHealth,
    signatures,
    clock,
    onEvent: () => undefined,
    onRefused: (refusal) => refused.push(refusal),
    onDamaged: (one) => named.push(one),
  });
  return {
    receiveSigned,
    receive: async (notification: unknown, secret = 'acme') => {
      const raw = Buffer.from(typeof notification === 'string' ? notification : escapedJson(notification));
      return receiveSigned({ raw, signature: sign(secret, raw) })();
    },
    heard,
    /** Which accounts got which news, by its wamids and texts. */
    told: () => heard.map(({ account, news }) => [account, wamids(news)]),
    refused,
    named,
    /** The accounts as they were written for their health. */
    writes,
    attention,
    writeSignatures: signatures.write,
    healthOf: (id: number) => all.find((one) => one.id === id)?.health,
    tried,
    counts,
    damage: (id: number) => damaged.add(id),
    change: (changed: readonly Account[]) => (all = changed),
    pass: (milliseconds: number) => (now += milliseconds),
  };
};

export const status = (id: string, more: object = {}) => ({ id, status: 'sent', timestamp: '1795435200', ...more });
export const marked = (id: string, mark: string) => status(id, { biz_opaque_callback_data: mark });
export const change = (phoneNumberId: string | null, value: object = {}) => ({
  field: 'messages',
  value: { ...(phoneNumberId !== null && { metadata: { phone_number_id: phoneNumberId } }), ...value },
});
export const body = (changes: unknown, id = '900') => ({
  object: 'whatsapp_business_account',
  entry: [{ id, changes }],
});
export const wamids = (news: readonly News[]): string[] =>
  news.map((one) =>
    one._tag === 'Status' ? one.report.wamid : one._tag === 'Inbound' ? `text ${one.message.text}` : 'a change',
  );
