import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type EndpointsError, type WebhookEndpointCalls } from '../../src/domain/use-cases/webhook-endpoints/call.js';

/** The same answer to each call of webhook endpoints: for doors whose tests are about something else. */
export const allEndpointCalls = (answer: () => never | Promise<ReturnType<typeof refusal>>): WebhookEndpointCalls => ({
  list: answer,
  create: answer,
  get: answer,
  change: answer,
  rotateSecret: answer,
  remove: answer,
  deliveries: answer,
  delivery: answer,
  replay: answer,
  replayMany: answer,
  test: answer,
});

const refusal = (error: EndpointsError) => ({ rateLimit: O.none, result: E.left(error) });

/** Calls of which each is refused. */
export const refusedEndpoints = (error: EndpointsError): WebhookEndpointCalls =>
  allEndpointCalls(() => Promise.resolve(refusal(error)));
