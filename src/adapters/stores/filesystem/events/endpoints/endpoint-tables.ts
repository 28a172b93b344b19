import * as t from 'io-ts';
import { endpointRecord, type StoredEndpoint } from '../../../records/webhooks/endpoint.js';
import { type Environment } from '../../lmdb/environment.js';

/** The key of an endpoint: its account and its id. */
export type EndpointKey = readonly [account: number, id: string];

const show = (key: EndpointKey): string => key.join('/');

export const endpointTables = (environment: Environment) => ({
  endpoints: environment.table<EndpointKey, StoredEndpoint>({ name: 'endpoints', codec: endpointRecord, show }),
  /** Endpoints that are gone, whose deliveries are still there. */
  removed: environment.table<EndpointKey, true>({ name: 'endpoints-removed', codec: t.literal(true), show }),
});

export type EndpointTables = ReturnType<typeof endpointTables>;
