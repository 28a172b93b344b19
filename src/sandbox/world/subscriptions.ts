import { randomInt } from 'node:crypto';
import { exchange, readStart } from '../../kit/http-client/exchange.js';

/** A WhatsApp business account whose app is subscribed, and where its webhooks go (undefined: nowhere). */
export type Subscription = { wabaId: string; callback: string | undefined };

/** Which callbacks get the webhooks of which phone number. */
export type Subscriptions = {
  put(subscription: Subscription): void;
  get(wabaId: string): Subscription | undefined;
  remove(wabaId: string): void;
  list(): Subscription[];
  isSubscribed(callback: string): boolean;
  /**
   * The callbacks that get the webhooks of a phone number: those of its business account where that is known;
   * otherwise every callback once, under the account that subscribed it first (any digits are a phone number here, so
   * the sandbox cannot know whose it is).
   */
  callbacksFor(phoneNumberId: string): readonly { wabaId: string; callback: string }[];
};

const CAPACITY = 10_000;

/** No subscriptions yet. `phoneNumbers`: business account ids by phone number id, as far as known. */
export const makeSubscriptions = (phoneNumbers: Readonly<Record<string, string>>): Subscriptions => {
  const wabaOf = new Map(Object.entries(phoneNumbers));
  const subscriptions = new Map<string, Subscription>();
  let everywhere: { wabaId: string; callback: string }[] = [];

  const gather = (): void => {
    const seen = new Map<string, { wabaId: string; callback: string }>();
    for (const { wabaId, callback } of subscriptions.values()) {
      if (callback !== undefined && !seen.has(callback)) seen.set(callback, { wabaId, callback });
    }
    everywhere = [...seen.values()];
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
    isSubscribed: (callback) => everywhere.some((entry) => entry.callback === callback),
    callbacksFor: (phoneNumberId) => {
      const wabaId = wabaOf.get(phoneNumberId);
      if (wabaId === undefined) return everywhere;
      const callback = subscriptions.get(wabaId)?.callback;
      return callback === undefined ? [] : [{ wabaId, callback }];
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
