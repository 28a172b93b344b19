import * as O from 'fp-ts/lib/Option.js';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { byNumber } from '../../src/domain/model/contact/recipient.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { noDetails } from '../../src/domain/model/contact/contact.js';
import { type Stores } from '../../src/app/stores.js';
import { NO_PLACE, placeOfEventId } from '../../src/domain/model/event/event-id.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { until } from '../support/until.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, newSender, newToken, type Trial, withStores } from './stand.js';

export interface ListenersReport {
  readonly listeners: number;
  readonly events: number;
  /** What waited in vain, came twice, or came in the wrong order. */
  readonly faults: readonly string[];
  /** Whether the one who did not read was cut off. */
  readonly isCut: boolean;
  /** MiB of its own that the server held more than before the first event, at most. */
  readonly grownBy: number;
  /** From SIGTERM to the end of the server, in milliseconds. */
  readonly leftAfter: number;
}

/** How many events are written before all others must have heard them. */
const BATCH = 200;

/** More than the system takes for a connection that is not read, and a mebibyte. */
const MOST_BATCHES = 40;

/**
 * Many listen to one account, and one of them does not read. The others hear each event once, in order. The one is cut
 * off, and hears the rest when it comes again. A stop ends all with a last comment.
 */
export const listenToOne = async (trial: Trial, count: number): Promise<ListenersReport> => {
  const stand = await makeStand(trial);
  try {
    return await withStores(stand.store.settings, async (stores) => {
      const account = (await newSender(stores, '2001')).id;
      const token = await newToken(stores, account);
      const server = await stand.start();
      const ears = await Promise.all(Array.from({ length: count - 1 }, () => listenAt(server, token)));
      const deaf = await listenAt(server, token);
      deaf.socket.pause();
      const before = server.privateMegabytes();
      let grownBy = 0;
      let events = 0;
      for (let batch = 0; batch < MOST_BATCHES && !deaf.hasEnded(); batch += 1) {
        await writeEvents(stores, account, events);
        events += BATCH;
        await until('what was written', () =>
          ears.every(({ heard, hasEnded }) => hasEnded() || heard().length >= events),
        );
        grownBy = Math.max(grownBy, server.privateMegabytes() - before);
        // A connection that is not read does not say that it was cut.
        if (server.log().includes('"cut":true')) deaf.socket.resume();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const isCut = server.log().includes('"cut":true');
      deaf.socket.resume();
      await until('the end of the one that was cut', deaf.hasEnded);
      const again = await listenAt(server, token, deaf.heard().at(-1) ?? deaf.beginsBehind());
      await until('the rest', () => deaf.heard().length + again.heard().length >= events);
      const leftFrom = performance.now();
      await server.terminate();
      const leftAfter = performance.now() - leftFrom;
      const all = await listed(stores, account, deaf.beginsBehind());
      const comeAgain = [...deaf.heard(), ...again.heard()];
      return {
        ...{ listeners: count, events, isCut, grownBy, leftAfter },
        faults: [
          ...ears.flatMap(({ heard }, index) => differences(`listener ${index}`, heard(), all)),
          ...differences('the one that came again', comeAgain, all),
          ...[...ears, again].flatMap(({ said }, index) =>
            /\n\n: [^\n]+\n\n$/.test(said()) ? [] : [`listener ${index} was not told of the stop`],
          ),
        ],
      };
    });
  } finally {
    await stand.close();
  }
};

const differences = (who: string, heard: readonly string[], all: readonly string[]): readonly string[] =>
  heard.length === all.length && heard.every((id, index) => id === all[index])
    ? []
    : [`${who} heard ${heard.length} of ${all.length}, or not in order`];

/** Contacts with names as long as they may be: some kilobytes an event. */
const writeEvents = async ({ contacts, clock }: Stores, account: AccountId, from: number): Promise<void> => {
  const name = '\u{1F600}'.repeat(255);
  await Promise.all(
    Array.from({ length: BATCH }, (_, index) => {
      const phone = String(14_155_000_000 + from + index) as PhoneNumber;
      const contact = {
        ...noDetails,
        recipient: byNumber(phone),
        status: 1,
        source: 1,
        firstname: name,
        lastname: name,
      };
      return orThrow(contacts.findOrCreate(account, contact, -1, clock.now()));
    }),
  );
};

/** The events behind a place that an id names. */
const listed = async ({ events }: Stores, account: AccountId, behind: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let place = O.getOrElse(() => NO_PLACE)(placeOfEventId(behind)); ;) {
    const page = await orThrow(events.after(account, place, null, 1_000));
    ids.push(...page.items.map(({ id }) => id));
    place = page.through;
    if (!page.more) return ids;
  }
};

interface Ears {
  readonly socket: Socket;
  /** The ids that have come. */
  readonly heard: () => readonly string[];
  /** The end of what has come. */
  readonly said: () => string;
  readonly beginsBehind: () => string;
  readonly hasEnded: () => boolean;
}

const ID = Buffer.from('\nid: ');
const ID_LENGTH = 25;
/** How much of the end is kept, in bytes: the last comment. */
const TAIL = 200;

/** Listens on a connection of its own, from when its first comment has come. */
const listenAt = async ({ restUrl }: ServerProcess, token: string, lastEventId?: string): Promise<Ears> => {
  const { hostname, port, host } = new URL(restUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const ids: string[] = [];
  let rest = Buffer.alloc(0);
  let head = '';
  let tail = '';
  let ended = false;
  socket.once('close', () => (ended = true));
  socket.on('data', (chunk: Buffer) => {
    if (!head.includes('\n\n')) head += chunk.toString('latin1');
    tail = (tail + chunk.subarray(-TAIL).toString('latin1')).slice(-TAIL);
    const bytes = Buffer.concat([rest, chunk]);
    let read = 0;
    for (
      let at = bytes.indexOf(ID);
      at !== -1 && at + ID.length + ID_LENGTH <= bytes.length;
      at = bytes.indexOf(ID, read)
    ) {
      ids.push(bytes.toString('latin1', at + ID.length, at + ID.length + ID_LENGTH));
      read = at + ID.length + ID_LENGTH;
    }
    // What may be the beginning of an id stays.
    rest = bytes.subarray(Math.max(read, bytes.length - ID.length - ID_LENGTH));
  });
  await once(socket, 'connect');
  const goOn = lastEventId === undefined ? '' : `Last-Event-ID: ${lastEventId}\r\n`;
  socket.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n${goOn}\r\n`);
  await until('the first comment', () => head.includes(': postcard\n\n') || ended);
  return {
    socket,
    heard: () => ids,
    // Without the last chunk, which is empty, and the sizes.
    said: () => tail.replace(/\r\n(?:[0-9a-f]+\r\n)?/g, ''),
    beginsBehind: () => /^Last-Event-ID: (.*)\r$/m.exec(head)?.[1] ?? '',
    hasEnded: () => ended,
  };
};
