import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type EventPlace, NO_PLACE, placeOfEventId } from '../../model/event/event-id.js';
import { type EventType, eventTypes, isEventType } from '../../model/event/event-type.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { optional, type Rule } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import { onlyKnown } from '../../model/given-members.js';
import { limitOf } from '../../model/list-limit.js';

/** Which events a caller asks for; null: all that it may see. */
type AskedTypes = readonly EventType[] | null;

/** The query of a caller that lists events. */
export interface EventListQuery {
  readonly after: EventPlace;
  readonly types: AskedTypes;
  readonly limit: number;
}

/** What a caller that listens asks for. */
export interface ListenQuery {
  /** The place behind which to begin; null: with what happens from now on. */
  readonly from: EventPlace | null;
  readonly types: AskedTypes;
}

/** Reads the query of a list and reports all its faults at once. */
export const parseEventListQuery = (given: GivenFields): Checked<EventListQuery> =>
  pipe(
    sequenceS(allChecks)({
      known: onlyKnown(given, ['after', 'types', 'limit']),
      after: optional(given)('after', parsePlace),
      types: optional(given)('types', parseTypes),
      limit: limitOf(given),
    }),
    E.map(({ after, types, limit }) => ({ after: after ?? NO_PLACE, types, limit })),
  );

/** Reads what a listener asks for: its query and its `Last-Event-ID`. */
export const parseListenQuery = (given: GivenFields, lastEventId: string | null): Checked<ListenQuery> =>
  pipe(
    sequenceS(allChecks)({
      known: onlyKnown(given, ['types']),
      from: optional(new Map([['last_event_id', [lastEventId]]]))('last_event_id', parsePlace),
      types: optional(given)('types', parseTypes),
    }),
    E.map(({ from, types }) => ({ from, types })),
  );

const parsePlace: Rule<EventPlace> = (text) =>
  E.fromOption(() => 'must be the id of an event, as an earlier answer gave it')(placeOfEventId(text));

/** Names separated by commas; null where they are all blank. */
const parseTypes: Rule<AskedTypes> = (text) => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (!names.every(isEventType)) return E.left(`must be names of events separated by commas: ${eventTypes.join(', ')}`);
  return E.right(names.length === 0 ? null : [...new Set(names)]);
};
