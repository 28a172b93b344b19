import { eventBlocks } from '../../src/kit/event-stream.js';
import { type Sender } from './send.js';
import { until } from './until.js';

/** An event as it stands on a stream. */
export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream that is open, and what has come on it. */
export interface EventStream {
  readonly response: Response;
  readonly events: readonly StreamedEvent[];
  /** Waits until so many have come. */
  readonly untilHeard: (count: number) => Promise<readonly StreamedEvent[]>;
  /** How many blocks had no event. */
  readonly comments: () => number;
  readonly hasEnded: () => boolean;
  readonly cut: () => void;
}

/** `GET /events` as a stream, from when its first comment has come. */
export const openEvents = async (
  { url, token }: Sender,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> => {
  const stop = new AbortController();
  const response = await fetch(`${url}/events${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    signal: stop.signal,
  });
  if (response.status !== 200 || response.body === null)
    throw new Error(`answered ${response.status}: ${await response.text()}`);
  const body = response.body as unknown as AsyncIterable<Uint8Array>;
  const events: StreamedEvent[] = [];
  let comments = 0;
  let ended = false;
  const read = async (): Promise<void> => {
    for await (const { id, event, data } of eventBlocks(body)) {
      if (data === null) comments += 1;
      else events.push({ id: id ?? '', event: event ?? '', data: JSON.parse(data) as StreamedEvent['data'] });
    }
  };
  void read()
    .catch(() => undefined)
    .then(() => (ended = true));
  await until('the first comment', () => comments > 0);
  return {
    response,
    events,
    untilHeard: async (count) => {
      await until(`${count} events`, () => events.length >= count);
      return events;
    },
    comments: () => comments,
    hasEnded: () => ended,
    cut: () => stop.abort(),
  };
};
