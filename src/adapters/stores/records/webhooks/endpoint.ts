import * as t from 'io-ts';
import { eventTypes } from '../../../../domain/model/event/event-type.js';
import { disabledReasons, type Endpoint } from '../../../../domain/model/webhook/endpoint.js';
import {
  accountId,
  endpointId,
  endpointUrl,
  eventPlace,
  instant,
  literals,
  nullable,
  strict,
  webhookSecret,
} from '../codecs.js';

/** An endpoint as it is stored: with sealed secrets or, in a store without a key, with plain ones. */
export interface StoredEndpoint extends Endpoint {
  readonly sealed: boolean;
}

export const endpointRecord = strict<StoredEndpoint>('webhook endpoint', {
  accountId,
  id: endpointId,
  url: endpointUrl,
  events: nullable(t.readonlyArray(literals('event type', eventTypes))),
  description: nullable(t.string),
  disabled: nullable(
    strict<NonNullable<Endpoint['disabled']>>('disabled', {
      reason: literals('disabled reason', disabledReasons),
      at: instant,
    }),
  ),
  failingSince: nullable(instant),
  lastSuccessAt: nullable(instant),
  secret: webhookSecret,
  oldSecret: nullable(
    strict<NonNullable<Endpoint['oldSecret']>>('old secret', { secret: webhookSecret, validUntil: instant }),
  ),
  behind: eventPlace,
  createdAt: instant,
  updatedAt: instant,
  sealed: t.boolean,
});
