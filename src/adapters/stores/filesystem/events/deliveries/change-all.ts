import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isTestEventId } from '../../../../../domain/model/event/event-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery, replayedDelivery, stoppedDelivery } from '../../../../../domain/model/webhook/delivery.js';
import { type Endpoint, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type ReplayFilter } from '../../../../../domain/ports/deliveries.js';
import { type Stored } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { type Decision } from '../../lmdb/decision.js';
import { type Environment } from '../../lmdb/environment.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { PIECE, type Piece, walk } from '../../lmdb/slices.js';
import { type EndpointTables } from '../endpoints/endpoint-tables.js';
import { type DeliveryTables, END, keyOf, type Term } from './delivery-tables.js';
import { replaceDelivery } from './delivery-writes.js';
import { termFor } from './list-deliveries.js';

type Tables = DeliveryTables & Pick<EndpointTables, 'endpoints'>;

/** Stops all deliveries of an endpoint that are pending, as long as it is disabled. Returns how many. */
export const stopAll = (environment: Environment, tables: Tables, endpoint: EndpointRef): Stored<number> =>
  changeAll(environment, tables, endpoint, 'pending', stoppedDelivery, ({ disabled }) => disabled !== null);

/** Makes all deliveries due that fit. Returns how many. */
export const replayAll = (
  environment: Environment,
  tables: Tables,
  endpoint: EndpointRef,
  { status, since, until }: ReplayFilter,
  now: Instant,
): Stored<number> =>
  changeAll(environment, tables, endpoint, termFor({ status, type: null }), (delivery) => {
    const { eventId, eventAt } = delivery;
    // Tests are replayed one by one only.
    const fits = !isTestEventId(eventId) && since <= eventAt && (until === null || eventAt < until);
    return fits && (status === null || delivery.status === status) ? replayedDelivery(delivery, now) : delivery;
  });

/** Changes an endpoint's deliveries of a term (null: all), oldest first, in slices. Returns how many it changed. */
const changeAll = (
  environment: Environment,
  tables: Tables,
  endpoint: EndpointRef,
  term: Term | null,
  change: (delivery: Delivery) => Delivery,
  isMeant: (endpoint: Pick<Endpoint, 'disabled'>) => boolean = () => true,
): Stored<number> =>
  pipe(
    walk<string>(environment, '', (after): Decision<Piece<string>> => {
      // It may be removed or changed meanwhile.
      const now = tables.endpoints.get([endpoint.accountId, endpoint.id]);
      const ids = now !== undefined && isMeant(now) ? idsBehind(tables, endpoint, term, after) : [];
      const { items, damaged } = readEach(ids, (id) => tables.deliveries.get(keyOf(endpoint, id)), CorruptRecord);
      const changes = items.map((before) => [before, change(before)] as const);
      return {
        answer: {
          count: changes.filter(([before, made]) => made !== before).length,
          damaged,
          next: ids.length < PIECE ? null : (ids.at(-1) ?? null),
        },
        writes: changes.flatMap(([before, made]) => replaceDelivery(tables, before, made)),
      };
    }),
    TE.map(({ count }) => count),
  );

const idsBehind = (
  { deliveries, byTerm }: Tables,
  { accountId, id }: EndpointRef,
  term: Term | null,
  after: string,
): readonly string[] =>
  term === null
    ? deliveries
        .keys({ after: [accountId, id, after], until: [accountId, id, END], limit: PIECE })
        .map(([, , one]) => one)
    : byTerm
        .keys({ after: [accountId, id, term, after], until: [accountId, id, term, END], limit: PIECE })
        .map(([, , , one]) => one);
