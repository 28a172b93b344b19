import * as E from 'fp-ts/lib/Either.js';
import { type Exchange, sendError, sendJson } from '../http/exchange.js';
import { type GraphError, parameterError } from '../meta/graph-error.js';
import { type Params, readParams } from '../http/read-params.js';
import { type WebhookField, webhookFields } from '../meta/webhook-fields.js';
import type { SandboxState } from '../world/state.js';
import { verifyCallback } from '../world/webhooks/subscriptions.js';
import { parseUrl } from '../../kit/parse-url.js';

/** The one app that the sandbox knows. */
const app = {
  id: '1000000000000001',
  link: 'https://www.facebook.com/games/?app_id=1000000000000001',
  name: 'Sandbox',
};

type Override = { callback: URL; verifyToken: string };

const override = (params: Params): E.Either<GraphError, Override | undefined> => {
  const uri = params['override_callback_uri'] ?? undefined;
  const verifyToken = params['verify_token'] ?? undefined;
  if (uri === undefined && verifyToken === undefined) return E.right(undefined);
  if (typeof uri !== 'string') return E.left(parameterError('The parameter override_callback_uri is required.'));
  if (typeof verifyToken !== 'string' || verifyToken === '') {
    return E.left(parameterError('The parameter verify_token is required.'));
  }
  const callback = uri.length <= 2_048 ? parseUrl(uri) : null;
  return callback !== null && /^https?:$/.test(callback.protocol)
    ? E.right({ callback, verifyToken })
    : E.left(parameterError('Param override_callback_uri is not a valid URI.'));
};

/** The fields of `subscribed_fields`, a list or separated by commas; all where it is absent. */
const fieldsOf = (params: Params): E.Either<GraphError, readonly WebhookField[]> => {
  const written = params['subscribed_fields'] ?? undefined;
  if (written === undefined) return E.right(webhookFields);
  const names: unknown = typeof written === 'string' ? written.split(',').map((name) => name.trim()) : written;
  if (!Array.isArray(names) || names.length === 0) {
    return E.left(parameterError('Param subscribed_fields must be a list of fields, or fields separated by commas.'));
  }
  const unknown = names.findIndex((name) => !webhookFields.some((field) => field === name));
  if (unknown < 0) return E.right(webhookFields.filter((field) => names.includes(field)));
  const got = (JSON.stringify(names[unknown]) ?? '').slice(0, 64);
  const sentence = `Param subscribed_fields[${String(unknown)}] must be one of {${webhookFields.join(', ')}}`;
  return E.left(parameterError(`${sentence} - got ${got}.`));
};

/** Meta's refusal of a callback that did not pass the handshake. */
const verificationFailed = (reason: string): GraphError => {
  const message = `(#2200) Callback verification failed with the following errors: ${reason}`;
  return { status: 400, code: 2200, type: 'OAuthException', message, details: message };
};

const subscribe = async (state: SandboxState, exchange: Exchange, wabaId: string): Promise<void> => {
  const params = await readParams(exchange);
  if (E.isLeft(params)) return sendError(exchange, params.left);
  const wanted = override(params.right);
  if (E.isLeft(wanted)) return sendError(exchange, wanted.left);
  const fields = fieldsOf(params.right);
  if (E.isLeft(fields)) return sendError(exchange, fields.left);
  if (wanted.right !== undefined) {
    const reason = await verifyCallback(wanted.right.callback, wanted.right.verifyToken);
    if (reason !== undefined) return sendError(exchange, verificationFailed(reason));
  }
  state.subscriptions.put({ wabaId, callback: wanted.right?.callback.href, fields: fields.right });
  const callback = wanted.right?.callback.host ?? null;
  state.log.info({ wabaId, callback, fields: fields.right }, 'sandbox: app subscribed');
  sendJson(exchange, 200, { success: true });
};

const list = (state: SandboxState, exchange: Exchange, wabaId: string): void => {
  const subscription = state.subscriptions.get(wabaId);
  const entry = {
    whatsapp_business_api_data: app,
    ...(subscription?.callback === undefined ? {} : { override_callback_uri: subscription.callback }),
    subscribed_fields: subscription?.fields ?? [],
  };
  sendJson(exchange, 200, { data: subscription === undefined ? [] : [entry] });
};

/**
 * `/{waba-id}/subscribed_apps`: POST subscribes, with a callback of its own once that passed the handshake; GET
 * lists it; DELETE ends it. `subscribed_fields` (as of pages; at Meta the app's dashboard sets them) narrows
 * what is sent. (At Meta the app's own callback must be set up first; the sandbox's app counts as set up.)
 */
export const subscribedApps = async (state: SandboxState, exchange: Exchange, wabaId: string): Promise<void> => {
  if (exchange.method === 'POST') return subscribe(state, exchange, wabaId);
  if (exchange.method !== 'DELETE') return list(state, exchange, wabaId);
  state.subscriptions.remove(wabaId);
  sendJson(exchange, 200, { success: true });
};
