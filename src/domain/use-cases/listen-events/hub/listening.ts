import { type Option } from 'fp-ts/lib/Option.js';
import { type LoggedEvent } from '../../../model/event/event.js';
import { type EventId } from '../../../model/event/event-id.js';

/** Some events for one listener, in their order. */
export interface EventBatch {
  readonly events: readonly LoggedEvent[];
  /** Whether more of them wait in the store. Nothing is held for the listener meanwhile, so it may take its time. */
  readonly more: boolean;
}

/** The events of an account for one listener: each once, in order, without a gap. */
export interface Listening {
  /** The place behind which it begins, in the form of an id. To begin there again misses nothing. */
  readonly beginsBehind: EventId;
  /** The next events, once there are some; none once it has ended. One call at a time. */
  readonly next: () => Promise<Option<EventBatch>>;
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>;
  /** Ends it, also while `next` waits. Calling it again does nothing. */
  readonly end: () => void;
}
