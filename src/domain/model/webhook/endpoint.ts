import { type AccountId } from '../account/account.js';
import { type Branded } from '../brand.js';
import { type EventType } from '../event/event-type.js';
import { type EventPlace } from '../event/event-id.js';
import { DAY, type Instant } from '../time.js';
import { type WebhookSecret } from './webhook-secret.js';

/** `we_` and 22 random characters of base64url. */
export type EndpointId = Branded<string, 'EndpointId'>;

/** `random` has at least 22 characters of base64url. */
export const endpointId = (random: string): EndpointId => `we_${random.slice(0, 22)}` as EndpointId;

export const isEndpointId = (text: string): text is EndpointId => /^we_[A-Za-z0-9_-]{16,64}$/.test(text);

/** How many endpoints an account may have. */
export const MOST_ENDPOINTS = 20;

/** An http or https URL without credentials, of at most 2 048 characters. */
export type EndpointUrl = Branded<string, 'EndpointUrl'>;

export const disabledReasons = ['by_hand', 'gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** Names an endpoint among all accounts. */
export interface EndpointRef {
  readonly accountId: AccountId;
  readonly id: EndpointId;
}

/** Where an account's events are delivered. */
export interface Endpoint extends EndpointRef {
  readonly url: EndpointUrl;
  /** The types that it gets; null for all, also those to come. */
  readonly events: readonly EventType[] | null;
  readonly description: string | null;
  /** Why and since when it gets nothing; null if it is enabled. */
  readonly disabled: { readonly reason: DisabledReason; readonly at: Instant } | null;
  /** The first failure after the last success. */
  readonly failingSince: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly secret: WebhookSecret;
  /** The secret before the last rotation, which signs too until then; null if there is none. */
  readonly oldSecret: { readonly secret: WebhookSecret; readonly validUntil: Instant } | null;
  /** It gets the events behind this place: those that happened when it was there. */
  readonly behind: EventPlace;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** An endpoint as a caller asks for it. */
export type EndpointDraft = Omit<Endpoint, 'behind'>;

export const refOfEndpoint = ({ accountId, id }: EndpointRef): EndpointRef => ({ accountId, id });

/** Whether an endpoint gets events of this type. */
export const wants = ({ events }: Pick<Endpoint, 'events'>, type: EventType): boolean =>
  events === null || events.includes(type);

/** How long the former secret signs too. */
export const OLD_SECRET_VALID = DAY;

/** An endpoint with a new secret. A former secret that is still valid ends at once. */
export const withNewSecret = (endpoint: Endpoint, secret: WebhookSecret, now: Instant): Endpoint => ({
  ...endpoint,
  secret,
  oldSecret: { secret: endpoint.secret, validUntil: now + OLD_SECRET_VALID },
  updatedAt: now,
});

/** The secrets that sign at `now`, the newest first. */
export const signingSecrets = ({ secret, oldSecret }: Endpoint, now: Instant): readonly WebhookSecret[] =>
  oldSecret !== null && now < oldSecret.validUntil ? [secret, oldSecret.secret] : [secret];

/** Changes that a caller asks for. What is absent stays. */
export interface EndpointChanges {
  readonly url?: EndpointUrl;
  readonly events?: readonly EventType[] | null;
  readonly description?: string | null;
  readonly enabled?: boolean;
}

/** An endpoint after a caller's changes. Another URL begins without failures, and so does one that is enabled. */
export const changedEndpoint = (endpoint: Endpoint, changes: EndpointChanges, now: Instant): Endpoint => {
  const { url = endpoint.url, events, description, enabled } = changes;
  const isForgiven = url !== endpoint.url || enabled === true;
  return {
    ...endpoint,
    url,
    events: events === undefined ? endpoint.events : events,
    description: description === undefined ? endpoint.description : description,
    disabled:
      enabled === undefined
        ? endpoint.disabled
        : enabled
          ? null
          : (endpoint.disabled ?? { reason: 'by_hand', at: now }),
    failingSince: isForgiven ? null : endpoint.failingSince,
    updatedAt: now,
  };
};

/** How long an endpoint may fail without one success before it is disabled. */
export const MOST_FAILING = 5 * DAY;

/** What a try says of its endpoint. */
export interface EndpointVerdict {
  /** The URL that was called. The verdict counts for this URL only. */
  readonly url: EndpointUrl;
  readonly at: Instant;
  /** `gone`: the endpoint has answered 410. */
  readonly verdict: 'success' | 'failure' | 'gone';
}

/** An endpoint after a try; the same value if nothing changes. */
export const judgedEndpoint = (endpoint: Endpoint, { url, at, verdict }: EndpointVerdict): Endpoint => {
  if (url !== endpoint.url) return endpoint;
  if (verdict === 'success') return { ...endpoint, lastSuccessAt: at, failingSince: null };
  const failingSince = endpoint.failingSince ?? at;
  const reason = verdict === 'gone' ? 'gone' : at - failingSince >= MOST_FAILING ? 'failing' : null;
  if (endpoint.disabled !== null || reason === null)
    return failingSince === endpoint.failingSince ? endpoint : { ...endpoint, failingSince };
  return { ...endpoint, failingSince, disabled: { reason, at }, updatedAt: at };
};
