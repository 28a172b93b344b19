import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../../model/account/account.js';
import { type LoggedEvent } from '../../../model/event/event.js';
import { type EventPlace, placeOfEventId } from '../../../model/event/event-id.js';
import { type EventType } from '../../../model/event/event-type.js';
import { SECOND } from '../../../model/time.js';
import { type EventPage } from '../../../ports/event-log.js';
import { type EventBatch, type Listening } from './listening.js';
import { type HubPorts } from './ports.js';
import { readPage } from './read-page.js';

/** Whom a listener listens to, and from where. */
export interface ListenerStart {
  readonly accountId: AccountId;
  readonly place: EventPlace;
  /** Null: all. */
  readonly types: readonly EventType[] | null;
  readonly onEnd: () => void;
}

/** A listener as the reader of its account sees it. */
export interface Listener extends Omit<Listening, 'beginsBehind'> {
  /** The place up to which it has all; null while it reads from the store by itself. */
  readonly joinedAt: () => EventPlace | null;
  /** Takes what was read behind a place, unless there would be a gap. */
  readonly take: (page: EventPage, behind: EventPlace) => void;
}

/** How many events a listener that catches up reads at once. */
const PAGE = 25;

/** How many events may wait for a listener. One that takes them too slowly reads from the store by itself. */
const MOST_WAITING = 1_000;

/**
 * A listener begins by reading from the store, at its own pace. At the end of the log it joins: then the one reader of
 * its account hands it what comes.
 */
export const makeListener = (ports: HubPorts, { accountId, place: from, types, onEnd }: ListenerStart): Listener => {
  let place = from;
  let isJoined = false;
  let isEnded = false;
  let waiting: LoggedEvent[] = [];
  let wake: () => void = () => undefined;
  let hasEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (hasEnded = resolve));

  const wants = ({ id, event }: LoggedEvent): boolean =>
    placeOf(id) > place && (types === null || types.includes(event.type));

  /** Until it is woken, or so many milliseconds are over. */
  const rest = (milliseconds: number | null): Promise<void> =>
    new Promise((resolve) => {
      const stop = milliseconds === null ? () => undefined : ports.timer(milliseconds, resolve);
      wake = () => {
        stop();
        resolve();
      };
    });

  const catchUp = async (): Promise<EventBatch> => {
    if (types?.length === 0) await rest(null);
    if (isEnded) return NOTHING;
    const page = await readPage(ports, accountId, place, types, PAGE);
    if (isEnded) return NOTHING;
    if (page === null) await rest(SECOND);
    if (page === null) return NOTHING;
    place = later(place, page.through);
    isJoined = !page.more;
    if (page.more && page.items.length === 0) await ports.clock.sleep(0)();
    return { events: page.items, more: page.more };
  };

  return {
    joinedAt: () => (isJoined ? place : null),
    take: (page, behind) => {
      if (!isJoined || place < behind) return;
      waiting.push(...page.items.filter(wants));
      place = later(place, page.through);
      const [first] = waiting;
      if (first === undefined) return;
      if (waiting.length > MOST_WAITING) {
        place = (placeOf(first.id) - 1) as EventPlace;
        isJoined = false;
        waiting = [];
      }
      wake();
    },
    next: async () => {
      while (!isEnded) {
        const batch = isJoined ? { events: waiting.splice(0), more: false } : await catchUp();
        if (batch.events.length > 0 && !isEnded) return O.some(batch);
        if (isJoined && waiting.length === 0 && !isEnded) await rest(null);
      }
      return O.none;
    },
    ended,
    end: () => {
      if (isEnded) return;
      isEnded = true;
      waiting = [];
      onEnd();
      wake();
      hasEnded();
    },
  };
};

const NOTHING: EventBatch = { events: [], more: false };

const later = (one: EventPlace, other: EventPlace): EventPlace => (one > other ? one : other);

const placeOf = (id: string): number => O.getOrElse<number>(() => 0)(placeOfEventId(id));
