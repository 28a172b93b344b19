import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { type Token } from '../../../../src/domain/model/account/token.js';
import { type EventHub, makeEventHub } from '../../../../src/domain/use-cases/listen-events/hub/hub.js';
import { makeListEvents } from '../../../../src/domain/use-cases/listen-events/list-events.js';
import { makeListenEvents } from '../../../../src/domain/use-cases/listen-events/listen-events.js';
import { quietTimer } from '../../../../src/kit/time/timer.js';
import { systemClock } from '../../../../src/adapters/system/clock.js';
import { happyPorts, SECRET, token } from '../../../support/happy-ports.js';
import { type MemoryLog, memoryLog } from '../../../support/memory-log.js';
import { connectRaw, type RawConnection } from '../support/raw.js';
import { startServer, type TestServer, type TestServerParts } from '../support/server.js';

export const ACME = 1 as AccountId;

export interface EventDoor extends TestServer {
  readonly log: MemoryLog;
  readonly hub: EventHub;
}

const hubs: EventHub[] = [];

/** A door in front of a log in memory. */
export const startEventDoor = async (
  parts: TestServerParts & {
    readonly held?: Partial<Token>;
    readonly most?: number;
    /** What each stream waits for between its place and its first byte. */
    readonly beforeServing?: () => Promise<void>;
  } = {},
): Promise<EventDoor> => {
  const { held, most = 1_000, beforeServing = () => Promise.resolve(), ...more } = parts;
  const { ports } = happyPorts();
  const log = memoryLog();
  const reading = {
    ...ports,
    tokens: { byHash: () => TE.right(O.some({ ...token, ...held })) },
    clock: { ...systemClock, now: ports.clock.now },
    events: log.events,
    timer: quietTimer,
    onDamaged: () => undefined,
    onFault: () => undefined,
  };
  const hub = makeEventHub(reading, { ofAccount: most, ofNode: most });
  hubs.push(hub);
  const listenEvents = makeListenEvents({ ...reading, hub });
  const server = await startServer({
    listEvents: makeListEvents(reading),
    listenEvents: async (call) => {
      const opened = await listenEvents(call);
      await beforeServing();
      return opened;
    },
    ...more,
  });
  return { ...server, log, hub };
};

export const closeHubs = (): void => hubs.splice(0).forEach((hub) => hub.close());

export const requestHead = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'Host: x',
    ...Object.entries({ Authorization: `Bearer ${SECRET}`, ...headers }).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

/** A stream on a raw connection, from when its first comment has come. */
export interface RawStream {
  readonly connection: RawConnection;
  /** What has come behind the head, without the sizes of the chunks. */
  readonly text: () => string;
  readonly until: (fits: (text: string) => boolean) => Promise<string>;
}

export const openStream = async (
  port: number,
  path = '/events',
  headers: Readonly<Record<string, string>> = {},
): Promise<RawStream> => {
  const connection = await connectRaw(port);
  connection.write(requestHead(path, headers));
  const text = (): string => unchunked(connection.received());
  const until = async (fits: (text: string) => boolean): Promise<string> => {
    await connection.until(() => fits(text()));
    return text();
  };
  await until((received) => received.includes('\n\n'));
  return { connection, text, until };
};

const unchunked = (received: string): string => {
  let rest = received.slice(received.indexOf('\r\n\r\n') + 4);
  let text = '';
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = parseInt(rest.slice(0, end), 16);
    if (end === -1 || !(size > 0) || rest.length < end + 2 + size) return text;
    text += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 4 + size);
  }
};

/** The ids of the events in a stream's text. */
export const idsIn = (text: string): readonly string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');
