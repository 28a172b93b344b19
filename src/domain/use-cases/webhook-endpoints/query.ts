import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type EventType, eventTypes } from '../../model/event/event-type.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { oneOf, optional, parseTimestamp } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import {
  type GivenMembers,
  onlyKnown,
  optionalMember,
  orNull,
  requiredMember,
  textMember,
} from '../../model/given-members.js';
import { limitOf } from '../../model/list-limit.js';
import { type DeliveryId, type DeliveryStatus, deliveryStatuses } from '../../model/webhook/delivery.js';
import { type DeliveryCursorScope, deliveryCursorRule } from '../../model/webhook/delivery-cursor.js';
import { eventTypeMember } from '../../model/webhook/endpoint-members.js';
import { type DeliveryFilter, type ReplayFilter } from '../../ports/deliveries.js';

/** The query of a caller that lists deliveries. */
export interface DeliveryQuery {
  readonly filter: DeliveryFilter;
  readonly after: DeliveryId | null;
  readonly limit: number;
}

/** Reads which deliveries are wanted: for the command line too. */
export const parseDeliveryFilter = (given: GivenFields): Checked<DeliveryFilter> =>
  sequenceS(allChecks)({
    status: optional(given)('status', oneOf(deliveryStatuses)),
    type: optional(given)('event', oneOf(eventTypes)),
  });

/** Reads a query and reports all its faults at once. */
export const parseDeliveryQuery = (scope: DeliveryCursorScope, given: GivenFields): Checked<DeliveryQuery> =>
  sequenceS(allChecks)({
    filter: parseDeliveryFilter(given),
    limit: limitOf(given),
    after: optional(given)('cursor', deliveryCursorRule(scope)),
    known: onlyKnown(given, ['status', 'event', 'limit', 'cursor']),
  });

const replayedStatuses = [...deliveryStatuses, 'all'] as const;

/** Reads which deliveries to replay: `since`, `until`, `status`. */
export const parseReplay = (given: GivenMembers): Checked<ReplayFilter> =>
  pipe(
    sequenceS(allChecks)({
      since: requiredMember(given)('since', textMember(parseTimestamp)),
      until: optionalMember(given)('until', orNull(textMember(parseTimestamp))),
      status: optionalMember(given)('status', orNull(textMember(oneOf(replayedStatuses)))),
      known: onlyKnown(given, ['since', 'until', 'status']),
    }),
    E.map(({ since, until = null, status }) => ({ since, until, status: statusOf(status ?? 'failed') })),
  );

const statusOf = (status: DeliveryStatus | 'all'): DeliveryStatus | null => (status === 'all' ? null : status);

/** Reads what a test sends. */
export const parseTest = (given: GivenMembers): Checked<EventType> =>
  pipe(
    sequenceS(allChecks)({
      type: optionalMember(given)('event', orNull(eventTypeMember)),
      known: onlyKnown(given, ['event']),
    }),
    E.map(({ type }) => type ?? 'message.sent'),
  );
