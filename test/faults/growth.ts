import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import * as O from 'fp-ts/lib/Option.js';
import { request } from 'undici';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { newPicture } from './calls.js';
import { type Growth, growStore } from './grown-store.js';
import { callOnce } from './load.js';
import { percentile } from './report.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial, withStores } from './stand.js';
import { untilSwept } from './sweeps.js';

/** The figures of a store that grew beside those of an empty one, measured in turns. */
export interface GrowthReport {
  /** What it took to make, in milliseconds. */
  readonly grownIn: number;
  /** What a sweep of it takes that finds nothing, in milliseconds. */
  readonly sweptIn: number;
  /** Until the server on it listened, in milliseconds. */
  readonly readyAfter: number;
  readonly sends: TimesOfBoth;
  readonly downloads: TimesOfBoth;
  readonly pages: TimesOfBoth;
  /** MiB of its own that the server holds after the load. */
  readonly memory: Pair;
  /** p99 of sends right after the start, while the sweep runs, in milliseconds. */
  readonly whileSweeping: number;
}

/** A figure of both. */
export interface Pair {
  readonly empty: number;
  readonly grown: number;
}

/** How long something took on both, in milliseconds. */
export interface TimesOfBoth {
  readonly median: Pair;
  readonly p99: Pair;
}

interface Times {
  readonly empty: number[];
  readonly grown: number[];
}

const makeTimes = (): Times => ({ empty: [], grown: [] });

const pairOf = ({ empty, grown }: Times, share: number): Pair => ({
  empty: percentile(empty, share),
  grown: percentile(grown, share),
});

const timesOf = (times: Times): TimesOfBoth => ({ median: pairOf(times, 0.5), p99: pairOf(times, 0.99) });

const AT_ONCE = 4;
const BLOCK = 60;
const PHONES = 100;

/** Starts a server on a store with a past and one on an empty store, and makes the same calls of both in turns. */
export const compareGrown = async (trial: Trial, growth: Growth, blocks: number): Promise<GrowthReport> => {
  const hanging = await startHanging();
  const grown = await makeStand(trial, { settings: { WEBHOOK_ALLOWED_HOSTS: hanging.host } });
  const empty = await makeStand(trial);
  try {
    const from = performance.now();
    const sweptIn = await withStores(grown.store.settings, async (stores) => {
      const account = await orThrow(stores.accounts.byId(1 as AccountId));
      if (O.isNone(account)) throw new Error('the account is gone');
      const media = await stores.openMedia();
      await growStore(stores, media, account.value, growth, `http://${hanging.host}/` as EndpointUrl);
      const sweepsFrom = performance.now();
      await orThrow(media.sweep);
      const sweptIn = performance.now() - sweepsFrom;
      await media.close();
      return sweptIn;
    });
    const grownIn = performance.now() - from - sweptIn;
    await grown.store.litter();
    const [old, young] = [await grown.start(), await empty.start()];
    const whileSweeping = percentile(await sendBlock(grown, old), 0.99);
    await Promise.all([warmUp(grown, old, blocks), warmUp(empty, young, blocks)]);
    const sends = makeTimes();
    const downloads = makeTimes();
    const pages = makeTimes();
    const both = [
      { kind: 'grown', stand: grown, server: old },
      { kind: 'empty', stand: empty, server: young },
    ] as const;
    for (let block = 0; block < blocks; block += 1) {
      // Whoever comes second finds the disk busier, so they change places.
      const inTurn = block % 2 === 0 ? both : both.toReversed();
      for (const { kind, stand, server } of inTurn) sends[kind].push(...(await sendBlock(stand, server)));
      for (const { kind, stand } of inTurn) downloads[kind].push(...(await getBlock(stand)));
      for (const { kind, stand, server } of inTurn) pages[kind].push(...(await pageBlock(stand, server)));
    }
    const report = {
      grownIn,
      sweptIn,
      readyAfter: old.readyAfter,
      sends: timesOf(sends),
      downloads: timesOf(downloads),
      pages: timesOf(pages),
      memory: { empty: young.privateMegabytes(), grown: old.privateMegabytes() },
      whileSweeping,
    };
    await Promise.all([old.terminate(), young.terminate()]);
    return report;
  } finally {
    await grown.close();
    await empty.close();
    hanging.close();
  }
};

/** An endpoint that takes every request and answers none. */
const startHanging = async (): Promise<{ readonly host: string; readonly close: () => void }> => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
};

/** Every phone has its contact and its conversation afterwards, and the sweep of the start is over. */
const warmUp = async (stand: Stand, server: ServerProcess, blocks: number): Promise<void> => {
  for (let block = 0; block < Math.min(10, 2 * blocks); block += 1) await sendBlock(stand, server);
  await untilSwept(stand);
};

/** How long each of some sends took, in milliseconds. */
const sendBlock = (stand: Stand, server: ServerProcess): Promise<readonly number[]> =>
  timed(BLOCK, async (index) => {
    const phone = `1212${String(5_000_000 + ((index * 7) % PHONES))}`;
    const answer = await callOnce(stand, server, { ...newPicture(20_000), phone });
    if (answer._tag !== 'Acknowledged') throw new Error(`a send got ${JSON.stringify(answer)}`);
  });

const getBlock = (stand: Stand): Promise<readonly number[]> => {
  const urls = stand.journal
    .entries()
    .slice(-BLOCK)
    .flatMap(({ answers }) => answers.flatMap((answer) => (answer._tag === 'Acknowledged' ? [answer.mediaUrl] : [])));
  return timed(urls.length, async (index) => {
    const { statusCode, body } = await request(urls[index] as string);
    await body.dump();
    if (statusCode !== 200) throw new Error(`a download got ${statusCode}`);
  });
};

const pageBlock = ({ token }: Stand, { restUrl }: ServerProcess): Promise<readonly number[]> =>
  timed(BLOCK, async (index) => {
    const contact = index % 2 === 0 ? `&contact_id=${(index % PHONES) + 1}` : '';
    const { statusCode, body } = await request(`${restUrl}/messages?limit=25${contact}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`a page of messages got ${statusCode}`);
  });

const timed = async (count: number, work: (index: number) => Promise<void>): Promise<readonly number[]> => {
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const from = performance.now();
      await work(index);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return times;
};
