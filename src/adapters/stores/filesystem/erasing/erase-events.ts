import { withoutPerson } from '../../../../domain/model/event/erased-event.js';
import { type LoggedEvent } from '../../../../domain/model/event/event.js';
import { deliveryIdOf, erasedDelivery } from '../../../../domain/model/webhook/delivery.js';
import { type EndpointId } from '../../../../domain/model/webhook/endpoint.js';
import { type Damaged, type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, type Piece, walk } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { type DeliveryKey } from '../events/deliveries/delivery-tables.js';
import { replaceDelivery } from '../events/deliveries/delivery-writes.js';
import { ofAccount } from '../events/endpoints/endpoint-records.js';
import { type ContactEventKey } from '../events/event-tables.js';
import { type ErasingTables } from './erasing-tables.js';

/** Erases all relayed events of a contact, with what their deliveries were answered. */
export const eraseEvents = (
  environment: Environment,
  tables: ErasingTables,
  account: number,
  contact: number,
): Stored<Round> =>
  walk<ContactEventKey>(
    environment,
    // No event has the place 0.
    [account, contact, 0, 0],
    (after): Decision<Piece<ContactEventKey>> => {
      const endpoints = endpointIds(tables, account);
      const limit = atOnce(endpoints);
      const keys = tables.byContact.keys({ after, until: [account, contact + 1, 0, 0], limit });
      const { count, damaged, writes } = erasedEvents(tables, endpoints, keys);
      return { answer: { count, damaged, next: keys.length < limit ? null : (keys.at(-1) ?? null) }, writes };
    },
  );

/** How many events a piece has: each may have a delivery to every endpoint. */
export const atOnce = (endpoints: readonly EndpointId[]): number => Math.ceil(PIECE / (1 + endpoints.length));

/** The endpoints of an account. Their records are not read. */
export const endpointIds = ({ endpoints }: ErasingTables, account: number): readonly EndpointId[] =>
  endpoints.keys(ofAccount(account)).map(([, id]) => id as EndpointId);

interface ErasedEvents extends Round {
  readonly writes: readonly Write[];
}

/** The writes that erase these events, and how many change. */
export const erasedEvents = (
  tables: ErasingTables,
  endpoints: readonly EndpointId[],
  keys: readonly ContactEventKey[],
): ErasedEvents => {
  const all = keys.map(([account, , , place]) => erasedEvent(tables, endpoints, account, place));
  return {
    count: all.filter(({ writes }) => writes.length > 0).length,
    damaged: all.flatMap(({ damaged }) => damaged),
    writes: all.flatMap(({ writes }) => writes),
  };
};

const erasedEvent = (
  tables: ErasingTables,
  endpoints: readonly EndpointId[],
  account: number,
  place: number,
): { readonly damaged: readonly Damaged[]; readonly writes: readonly Write[] } => {
  const { items, damaged } = readEach([[account, place] as const], tables.events.get, CorruptRecord);
  const found = items.map((logged) => ({ logged, deliveries: deliveriesOf(tables, endpoints, account, logged) }));
  return {
    damaged: [...damaged, ...found.flatMap(({ deliveries }) => deliveries.damaged)],
    writes: found.flatMap(({ logged: { id, event }, deliveries }) => {
      const after = withoutPerson(event);
      return [
        ...(after === event ? [] : [tables.events.put([account, place], { id, event: after })]),
        ...deliveries.items.flatMap((delivery) => replaceDelivery(tables, delivery, erasedDelivery(delivery))),
      ];
    }),
  };
};

const deliveriesOf = (tables: ErasingTables, endpoints: readonly EndpointId[], account: number, { id }: LoggedEvent) =>
  readEach(
    endpoints.map((endpoint): DeliveryKey => [account, endpoint, deliveryIdOf(id, endpoint)]),
    tables.deliveries.get,
    CorruptRecord,
  );
