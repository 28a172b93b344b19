import { randomInt } from 'node:crypto';
import { exchange, readStart } from '../../../kit/http-client/exchange.js';
import { type WebhookField, webhookFields } from '../../meta/webhook-fields.js';

/** A WhatsApp business account whose app is subscribed, to which fields, and where its webhooks go (undefined: nowhere). */
export type Subscription = { wabaId: string; callback: string | undefined; fields: readonly WebhookField[] };

type Callback = { wabaId: string; callback: string };

/** Which callbacks get the webhooks of which phone number. */
export type Subscriptions = {
  put(subscription: Subscription): void;
  get(wabaId: string): Subscription | undefined;
  remove(wabaId: string): void;
  list(): Subscription[];
  isSubscribed(callback: string): boolean;
  /**
   * The callbacks that get a field's webhooks of a phone number: those of its business account where that is known;
   * otherwise every callback once, under the account that subscribed it first (any digits are a phone number here, so
   * the sandbox cannot know whose it is).
   */
  callbacksFor(phoneNumberId: string, field: WebhookField): readonly Callback[];
};

const CAPACITY = 10_000;

/** No subscriptions yet. `phoneNumbers`: business account ids by phone number id, as far as known. */
export const makeSubscriptions = (phoneNumbers: Readonly<Record<string, string>>): Subscriptions => {
  const wabaOf = new Map(Object.entries(phoneNumbers));
  const subscriptions = new Map<string, Subscription>();
  const everywhere = new Map<WebhookField, readonly Callback[]>();

  const gather = (): void => {
    for (const field of webhookFields) {
      const seen = new Map<string, Callback>();
      for (const { wabaId, callback, fields } of subscriptions.values()) {
        if (callback !== undefined && fields.includes(field) && !seen.has(callback))
          seen.set(callback, { wabaId, callback });
      }
      everywhere.set(field, [...seen.values()]);
    }
  };

  return {
    put: (subscription) => {
      if (subscriptions.size >= CAPACITY && !subscriptions.has(subscription.wabaId)) return;
      subscriptions.set(subscription.wabaId, subscription);
      gather();
    },
    get: (wabaId) => subscriptions.get(wabaId),
    remove: (wabaId) => {
      subscriptions.delete(wabaId);
      gather();
    },
    list: () => [...subscriptions.values()],
    isSubscribed: (callback) =>
      [...everywhere.values()].some((entries) => entries.some((entry) => entry.callback === callback)),
    callbacksFor: (phoneNumberId, field) => {
      const wabaId = wabaOf.get(phoneNumberId);
      if (wabaId === undefined) return everywhere.get(field) ?? [];
      const own = subscriptions.get(wabaId);
      return own?.callback === undefined || !own.fields.includes(field) ? [] : [{ wabaId, callback: own.callback }];
    },
  };
};

const VERIFY_MS = 5_000;
const VERIFY_LIMITS = { connect: VERIFY_MS, idle: VERIFY_MS, whole: VERIFY_MS };
const HEADERS = { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)', accept: '*/*' };

/**
 * Meta's handshake: GET with `hub.mode`, `hub.verify_token` and `hub.challenge`; the answer must be 200 and the
 * challenge itself.
 * @returns undefined where the callback passed, else what Meta says of it
 */
export const verifyCallback = async (callback: URL, verifyToken: string): Promise<string | undefined> => {
  const challenge = String(randomInt(1_000_000_000, 10_000_000_000));
  const url = new URL(callback);
  url.searchParams.append('hub.mode', 'subscribe');
  url.searchParams.append('hub.challenge', challenge);
  url.searchParams.append('hub.verify_token', verifyToken);
  try {
    return await exchange({ method: 'GET', url, headers: HEADERS }, VERIFY_LIMITS, async (answer) => {
      const { status, statusText } = answer;
      if (status !== 200) return `HTTP Status Code = ${String(status)}; HTTP Message = ${statusText}`;
      // One byte more than the challenge has shows that something follows it.
      const text = await readStart(answer.body, challenge.length + 1);
      return text === challenge ? undefined : 'HTTP Status Code = 200; HTTP Message = OK; the challenge was not echoed';
    });
  } catch {
    return 'HTTP Status Code = 0; the callback could not be reached';
  }
};
