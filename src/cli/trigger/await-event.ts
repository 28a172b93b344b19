import { type EventType } from '../../domain/model/event/event-type.js';
import { SECOND } from '../../domain/model/time.js';
import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { realTime } from '../../kit/time/timer.js';
import { CommandFailure, failUnreached } from '../failures/failure.js';
import { followEvents } from '../listen/follow-events.js';
import { eventOf } from '../listen/shown-event.js';
import { say } from '../output.js';
import { codeOf, refused } from '../over-rest/explain.js';
import { type Target } from '../over-rest/target.js';

/** An event as `GET /events` lists it. */
export type ListedEvent = Readonly<Record<string, unknown>>;

/** Waits for the first event of a type that fits. */
export type AwaitEvent = (type: EventType, fits: (event: ListedEvent) => boolean) => Promise<ListedEvent>;

/** How long an event is waited for. */
const LONGEST = 60 * SECOND;

const LIMITS = { connect: 10_000, idle: 15_000 };

/**
 * Notes the place where the account's events are now; what is awaited is looked for behind it. Ends the command where the
 * token may not read events of these types.
 */
export const eventsFromNow = async (target: Target, types: readonly EventType[]): Promise<AwaitEvent> => {
  const place = await placeOf(target, types);
  return async (type, fits) => {
    const found = await firstOf({ target, types, place }, (event) => event['type'] === type && fits(event));
    return found ?? failUnreached(`No ${type} came within ${LONGEST / SECOND} s. ${hint(type)}`);
  };
};

const hint = (type: EventType): string =>
  type === 'contact.opted_out' || type === 'contact.opted_in'
    ? 'Has the account other words than STOP and START?'
    : 'The log of the server may say why.';

/** The stream says in its head behind which place it begins. */
const placeOf = async ({ url, token }: Target, types: readonly EventType[]): Promise<string | null> => {
  const request = {
    method: 'GET',
    url: new URL(`${url}/events?types=${types.join(',')}`),
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
  } as const;
  return exchange(request, LIMITS, async ({ status, headers, body }) =>
    status === 200 ? (headers('last-event-id')[0] ?? null) : refused(status, await readStart(body, 65_536)),
  ).catch((error: unknown) => {
    if (error instanceof CommandFailure) throw error;
    return failUnreached(`The server at ${url} could not be reached (${codeOf(error)}).`);
  });
};

interface Search {
  readonly target: Target;
  readonly types: readonly EventType[];
  readonly place: string | null;
}

const firstOf = async (
  { target, types, place }: Search,
  fits: (event: ListedEvent) => boolean,
): Promise<ListedEvent | null> => {
  const stop = new AbortController();
  const stopTimer = realTime.timer(LONGEST, () => stop.abort());
  const found: ListedEvent[] = [];
  try {
    await followEvents(
      { target, types, lastEventId: place, signal: stop.signal, time: realTime, say },
      async (told) => {
        const event = eventOf(told);
        if (event === null || !fits(event)) return;
        found.push(event);
        stop.abort();
      },
    );
  } finally {
    stopTimer();
  }
  return found[0] ?? null;
};
