import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Stores } from '../../src/app/stores.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { byNumber } from '../../src/domain/model/contact/recipient.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { endpointDraft } from '../contracts/events/stage.js';
import { type BrokenBuild, copyBuild } from '../faults/broken-builds.js';
import { withStores } from '../faults/stand.js';
import { makeDatabase } from '../support/mongodb/database.js';
import { load, makeUpload } from './load.js';
import { type Running, start } from './processes.js';
import { lineOf } from './report.js';
import { startPostcard } from './servers.js';

/** The build as it would be if nobody had to be told of anything. */
const withoutEvents: BrokenBuild = {
  name: 'writes no events',
  patches: [
    {
      file: 'adapters/stores/filesystem/events/add-events.js',
      from: 'export const addEvents = (tables, events) => events.map(',
      to: 'export const addEvents = (tables, events) => [].map(',
    },
    {
      file: 'adapters/stores/mongodb/events/waiting/written-events.js',
      from: 'const [first] = events;',
      to: 'const [first] = [];',
    },
  ],
};

const ACCOUNT = 1 as AccountId;
const picture = makeUpload('image', 'jpg', 100 * 1024);

/** What a send runs with: no events, events that no endpoint gets, and events that one gets. */
const variants = ['without', 'none', 'one'] as const;
type Variant = (typeof variants)[number];

interface Cost {
  readonly rate: number;
  readonly cpu: number;
}

interface Place {
  readonly settings: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

const placeOf = async (store: 'files' | 'MongoDB'): Promise<Place> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postcard-bench-'));
  const removeFolder = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  if (store === 'files') return { settings: { DATA_DIR: dataDir }, remove: removeFolder };
  const database = await makeDatabase();
  const remove = async (): Promise<void> => {
    await database.drop();
    await removeFolder();
  };
  return { settings: { DATA_DIR: dataDir, MONGODB_URL: database.url }, remove };
};

const allowing = ({ url }: Running) => ({ WEBHOOK_ALLOWED_HOSTS: new URL(url).host });

const addEndpoint =
  (url: string) =>
  async ({ endpoints }: Stores): Promise<void> =>
    void (await orThrow(endpoints.create(endpointDraft(1, { accountId: ACCOUNT, url: url as EndpointUrl }))));

/** What events cost a send, each variant in turn: only ratios hold. */
const costOfEvents = async (
  store: 'files' | 'MongoDB',
  graph: Running,
  endpoint: Running,
  repetitions: number,
): Promise<void> => {
  const copy = await copyBuild(withoutEvents);
  const costOf = async (variant: Variant, times: number, concurrency: number): Promise<Cost> => {
    const place = await placeOf(store);
    const settings = { ...place.settings, ...allowing(endpoint) };
    const main = variant === 'without' ? join(copy.dist, 'main.js') : undefined;
    const server = await startPostcard(settings, graph, main);
    if (variant === 'one') await withStores(settings, addEndpoint(endpoint.url));
    try {
      await load(server, '/messages/media', picture, 300, concurrency);
      const before = server.cpuSeconds();
      const seconds = await load(server, '/messages/media', picture, times, concurrency);
      return { rate: times / seconds, cpu: ((server.cpuSeconds() - before) * 1_000) / times };
    } finally {
      await server.stop();
      await place.remove();
    }
  };
  try {
    for (const [concurrency, times] of store === 'files'
      ? ([
          [1, 400],
          [16, 2_000],
        ] as const)
      : ([[16, 800]] as const)) {
      const costs: Record<Variant, Cost[]> = { without: [], none: [], one: [] };
      for (let repetition = 0; repetition < repetitions; repetition += 1)
        for (const variant of repetition % 2 === 0 ? variants : variants.toReversed())
          costs[variant].push(await costOf(variant, times, concurrency));
      for (const variant of ['none', 'one'] as const)
        for (const [what, unit, of] of [
          ['rate', 'req/s', ({ rate }: Cost) => rate],
          ['processor time', 'ms each', ({ cpu }: Cost) => cpu],
        ] as const) {
          const name = `${store}, ${concurrency} at once, ${variant} endpoint: ${what}`;
          process.stdout.write(
            `${lineOf({ name, unit, ours: costs[variant].map(of), floor: costs.without.map(of) })}\n`,
          );
        }
    }
  } finally {
    await copy.remove();
  }
};

/** How many deliveries wait. The stand-in for MongoDB does one command at a time. */
const waiting = { files: 30_000, MongoDB: 1_500 } as const;
const AT_ONCE = 500;

const addContacts = async ({ contacts, events, clock }: Stores, count: number): Promise<void> => {
  const nobody = { firstname: 'Ada', lastname: null, email: null, country: null, assignedTo: null, groups: [] };
  for (let first = 0; first < count; first += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => {
        const recipient = byNumber(`1212${5_000_000 + first + index}` as PhoneNumber);
        return orThrow(contacts.findOrCreate(ACCOUNT, { recipient, ...nobody, status: 1, source: 1 }, -1, clock.now()));
      }),
    );
  while ((await orThrow(events.relay(ACCOUNT, clock.now()))).more);
};

/** How fast deliveries that wait are made to one fast endpoint, and the memory of a server that makes them. */
const rateOfDeliveries = async (store: 'files' | 'MongoDB', graph: Running): Promise<void> => {
  const count = waiting[store];
  const endpoint = await startEndpoint();
  const place = await placeOf(store);
  const settings = { ...place.settings, ...allowing(endpoint) };
  const got = async (): Promise<number> => Number(await (await fetch(endpoint.url)).text());
  const untilGot = async (count: number): Promise<number> => {
    while ((await got()) < count) await setTimeout(20);
    return performance.now();
  };
  try {
    const idle = await startPostcard(settings, graph);
    await idle.stop();
    await withStores(settings, addEndpoint(endpoint.url));
    await withStores(settings, (stores) => addContacts(stores, count));
    const server = await startPostcard(settings, graph);
    const from = await untilGot(count / 10);
    const memory: number[] = [];
    for (const share of [0.25, 0.5, 0.75]) {
      await untilGot(count * share);
      memory.push(server.ownMegabytes());
    }
    const seconds = ((await untilGot(count)) - from) / 1_000;
    memory.push(server.ownMegabytes());
    const rate = (count * 0.9) / seconds;
    process.stdout.write(
      `${store}: ${rate.toFixed(0)} deliveries a second of ${count} to one endpoint; ` +
        `memory of its own after each quarter ${memory.map((some) => `${some.toFixed(0)} MiB`).join(', ')}\n`,
    );
    await server.stop();
  } finally {
    await endpoint.stop();
    await place.remove();
  }
};

const startEndpoint = (): Promise<Running> => start([process.execPath, 'test/bench/endpoint.mjs']);

const stores = ['files', 'MongoDB'] as const;

/** What being told costs: a send, with and without an endpoint, and the deliveries themselves. `named`: only this store. */
export const benchEvents = async (
  graph: Running,
  hasMongodb: boolean,
  repetitions: number,
  named: string | undefined,
): Promise<void> => {
  const endpoint = await startEndpoint();
  try {
    for (const store of stores) {
      if ((store === 'MongoDB' && !hasMongodb) || (named !== undefined && named !== store)) continue;
      await rateOfDeliveries(store, graph);
      await costOfEvents(store, graph, endpoint, repetitions);
    }
  } finally {
    await endpoint.stop();
  }
};
