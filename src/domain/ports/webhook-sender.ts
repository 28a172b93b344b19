import { type Task } from 'fp-ts/lib/Task.js';
import { type LoggedEvent } from '../model/event/event.js';
import { type Instant } from '../model/time.js';
import { type DeliveryTry } from '../model/webhook/delivery-try.js';
import { type EndpointUrl } from '../model/webhook/endpoint.js';
import { type WebhookSecret } from '../model/webhook/webhook-secret.js';

/** One try. */
export interface WebhookCall {
  readonly url: EndpointUrl;
  /** They sign in this order; at least one. */
  readonly secrets: readonly WebhookSecret[];
  readonly event: LoggedEvent;
}

/** What came of a try. */
export interface WebhookAnswer {
  readonly made: DeliveryTry;
  /** No earlier than this, says the endpoint; null if it says nothing. */
  readonly retryAfter: Instant | null;
}

/** Calls the endpoints of accounts, behind the guard for outgoing calls (SPEC 3). */
export interface WebhookSender {
  /** Posts an event, signed as Standard Webhooks says. Never fails: what goes wrong is in the answer. */
  readonly send: (call: WebhookCall) => Task<WebhookAnswer>;
  /** Whether a URL may be called: its host resolves, and nothing about it is refused. It connects to nothing. */
  readonly mayCall: (url: EndpointUrl) => Task<boolean>;
}
