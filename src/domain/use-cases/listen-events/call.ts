import { type Option } from 'fp-ts/lib/Option.js';
import { type CallError } from '../../model/errors.js';
import { type LoggedEvent } from '../../model/event/event.js';
import { type EventId } from '../../model/event/event-id.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type Answered, type Asked } from '../answer-admitted.js';
import { type Listening } from './hub/listening.js';

export interface ListEventsCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** `after`, `types`, `limit`, as written. */
  readonly query: Asked<readonly WrittenField[]>;
}

export interface EventList {
  /** Oldest first. */
  readonly events: readonly LoggedEvent[];
  /**
   * The `after` of the next page: the id of the last event, or how far was looked where there is none; null only where
   * there is none up to the end.
   */
  readonly nextCursor: EventId | null;
}

export interface ListenEventsCall {
  readonly credentials: Option<string>;
  /** `types`, as written. */
  readonly query: Asked<readonly WrittenField[]>;
  /** The id behind which to begin, as written; blank or null: with what happens from now on. */
  readonly lastEventId: string | null;
}

/** The events of the caller's account behind a place, page by page. Rejects only on a defect. */
export type ListEvents = (call: ListEventsCall) => Promise<Answered<CallError, EventList>>;

/** Opens a stream of the events of the caller's account. Rejects only on a defect. */
export type ListenEvents = (call: ListenEventsCall) => Promise<Answered<CallError, Listening>>;
