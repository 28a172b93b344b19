import { randomBytes } from 'node:crypto';
import { type Document } from 'mongodb';
import { type OutboundEvent } from '../../../../../domain/model/event/event.js';
import { eventRecord } from '../../../records/events/event.js';

/**
 * The fields beside a record that tell its account of a change: in the same write as the change, so that neither is
 * without the other. `document` is the changed document as it was read; an empty one for a new document. The events wait
 * there until they are relayed. Each names its change by a random id, so that it is placed once however often that is
 * tried. `eventsOf` and `eventsAt` are there only while events wait: the account, and the time of the oldest.
 */
export const besideEvents = (document: Document, events: readonly OutboundEvent[]): Document => {
  const [first] = events;
  if (first === undefined) return {};
  const waiting: unknown = document['events'];
  const at: unknown = document['eventsAt'];
  return {
    events: [...(Array.isArray(waiting) ? (waiting as readonly unknown[]) : []), ...events.map(element)],
    eventsOf: first.accountId,
    eventsAt: typeof at === 'number' ? at : first.at,
  };
};

const element = (event: OutboundEvent): Document => ({
  change: randomBytes(CHANGE_BYTES).toString('base64url'),
  ...(eventRecord.encode(event) as Document),
});

const CHANGE_BYTES = 16;

/** Says within a process that events were written, so that they are relayed at once. */
export interface WrittenEvents {
  readonly tell: () => void;
  /** Returns how to end it. */
  readonly listen: (listener: () => void) => () => void;
}

export const writtenEvents = (): WrittenEvents => {
  const listeners = new Set<() => void>();
  return {
    tell: () => {
      for (const listener of listeners) listener();
    },
    listen: (listener) => {
      // A wrapper of its own, so that one listener may listen twice.
      const call = (): void => listener();
      listeners.add(call);
      return () => void listeners.delete(call);
    },
  };
};
