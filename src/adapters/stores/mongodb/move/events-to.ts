import { type Document } from 'mongodb';
import { contactOfEvent } from '../../../../domain/model/event/event.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type Kinds } from '../../migration.js';
import { loggedEventRecord } from '../../records/events/event.js';
import { endpointRecord } from '../../records/webhooks/endpoint.js';
import { sealEndpoint } from '../../shared/sealing/endpoint-secrets.js';
import { DELIVERIES, newDocument } from '../events/deliveries/delivery-documents.js';
import { ENDPOINTS } from '../events/endpoints/endpoint-documents.js';
import { newProgress, PROGRESS } from '../events/leases/progress.js';
import { EVENTS } from '../events/log/event-documents.js';
import { DAYS } from '../events/relay/count-days.js';
import { type Placed } from './put-all.js';

type EventKinds = 'events' | 'endpoints' | 'deliveries' | 'days' | 'relays';

/** Where the kinds go that tell what happened, and to whom it is told. */
export const eventPlaces = (
  sealer: Sealer,
): { readonly [K in EventKinds]: { readonly collection: string; readonly place: (item: Kinds[K]) => Placed } } => ({
  endpoints: {
    collection: ENDPOINTS,
    place: ({ endpoint, slot }) => ({
      at: { accountId: endpoint.accountId, id: endpoint.id },
      // The first look finds when its deliveries are due.
      document: { ...encode(endpointRecord, sealEndpoint(endpoint, sealer)), _id: endpoint.id, slot, dueAt: 0 },
    }),
  },
  events: {
    collection: EVENTS,
    place: ({ accountId, place, logged }) => ({
      at: { accountId, place },
      document: {
        ...encode(loggedEventRecord, logged),
        // Each is another change. Nothing waits to be placed again.
        change: logged.id,
        contactId: contactOfEvent(logged.event) ?? undefined,
      },
    }),
  },
  deliveries: {
    collection: DELIVERIES,
    place: (delivery) => ({
      at: { accountId: delivery.endpoint.accountId, endpointId: delivery.endpoint.id, id: delivery.id },
      document: newDocument(delivery),
    }),
  },
  days: {
    collection: DAYS,
    place: ({ accountId, day, counts, upTo }) => ({ at: { accountId, day }, document: { ...counts, upTo } }),
  },
  relays: {
    collection: PROGRESS,
    place: ({ accountId, cursor, floor, sentAt, statusAt }) => ({
      at: { _id: accountId },
      document: {
        ...newProgress(accountId, { cursor, floor }),
        sentAt: sentAt ?? undefined,
        statusAt: statusAt ?? undefined,
        // Its newest events may not be relayed yet.
        unspread: 'moved',
      },
    }),
  },
});

const encode = <A>(codec: { readonly encode: (record: A) => unknown }, record: A): Document =>
  codec.encode(record) as Document;
