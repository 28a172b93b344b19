import * as t from 'io-ts';
import { positive } from '../../records/codecs.js';
import { contactTables } from '../contacts/contact-records.js';
import { deliveryTables } from '../events/deliveries/delivery-tables.js';
import { endpointTables } from '../events/endpoints/endpoint-tables.js';
import { relayTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';
import { messageTables } from '../messages/message-records.js';

/** The key of a noted erasing: when it was, and whose. */
export type ErasureKey = readonly [at: number, account: number, contact: number];

const show = (key: readonly number[]): string => key.join('/');

/** All tables that erasing changes, and its own. */
export const erasingTables = (environment: Environment) => ({
  ...contactTables(environment),
  ...messageTables(environment),
  ...relayTables(environment),
  ...deliveryTables(environment),
  ...endpointTables(environment),
  /** The erasings that are repeated. */
  erasures: environment.table<ErasureKey, true>({ name: 'erasures', codec: t.literal(true), show }),
  /** The message of each account up to which old ones have been erased. */
  messagesErased: environment.table<number, number>({ name: 'messages-erased', codec: positive, show: String }),
});

export type ErasingTables = ReturnType<typeof erasingTables>;
