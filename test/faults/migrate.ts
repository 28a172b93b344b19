import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import { type Document } from 'mongodb';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { makeDatabase, type TestDatabase } from '../support/mongodb/database.js';
import { startProxy } from '../support/mongodb/proxy.js';
import { newPicture } from './calls.js';
import { type Growth, growStore } from './grown-store.js';
import { callOnce } from './load.js';
import { DidNotStart } from './server-process.js';
import { makeStand, type Stand, type Trial, withStores } from './stand.js';

/** What is done to a move. */
export interface MoveTrial extends Growth {
  /** For how long the database is silent, each time, in milliseconds. */
  readonly silence: number;
  readonly silences: number;
  /** After how many of its batches the command is killed. */
  readonly killAfter: number;
}

export interface MoveReport {
  /** How each run of the command ended, and the last thing that it said. */
  readonly runs: readonly { readonly code: number | null; readonly said: string }[];
  readonly batches: number;
  /** How often the batch went out that went out most often. */
  readonly mostSent: number;
  readonly took: number;
  readonly strange: readonly string[];
}

const KINDS = ['accounts', 'tokens', 'contacts', 'conversations', 'messages', 'counters', 'uploadHandles'];
const MOST_RUNS = 8;
const PICTURE_BYTES = 20_480;

/** Moves a store with a past into a database that falls silent time and again, and kills the command once. */
export const tryMove = async (trial: Trial, plan: MoveTrial): Promise<MoveReport> => {
  const stand = await makeStand(trial);
  const database = await makeDatabase();
  const begun = performance.now();
  const call = newPicture(PICTURE_BYTES);
  const sends = new Map<string, number>();
  let running: ChildProcess | null = null;
  let isKilled = false;
  let silences = 0;
  // Silences lie in the first three quarters of the batches of messages.
  const every = Math.max(1, Math.floor((0.75 * plan.messages) / 500 / plan.silences));

  const wire = await startProxy(database.url, (command) => {
    const batch = batchOf(command);
    if (batch === null) return;
    sends.set(batch, (sends.get(batch) ?? 0) + 1);
    if (!isKilled && sends.size >= plan.killAfter) {
      isKilled = true;
      running?.kill('SIGKILL');
    }
    if (silences < plan.silences && sends.size >= (silences + 1) * every) {
      silences += 1;
      wire.stall();
      setTimeout(wire.restore, plan.silence);
    }
  });

  try {
    const before = await stand.start();
    const first = await callOnce(stand, before, call);
    await before.terminate();
    await grow(stand, plan);
    const counts = await countsOf(stand);

    const runs: { code: number | null; said: string }[] = [];
    while (runs.length < MOST_RUNS && runs.at(-1)?.code !== 0) {
      running = spawn(process.execPath, [join(trial.dist, 'cli/main.js'), '--json', 'migrate', '--to', wire.url], {
        env: { PATH: process.env['PATH'] ?? '', ...stand.store.settings },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      running.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = (await once(running, 'close')) as [number | null];
      runs.push({ code, said: said.trim().split('\n').at(-1) ?? '' });
    }
    const took = performance.now() - begun;
    const strange = [
      ...(await complaintsOfCounts(database, counts)),
      ...(await complaintsOfOldStore(stand)),
      ...(await complaintsOfReplay(stand, database, call, first)),
    ];
    const mostSent = Math.max(...sends.values());
    return { runs, batches: sends.size, mostSent, took, strange };
  } finally {
    await wire.close();
    await stand.close();
    await database.drop();
  }
};

/** A name for what a command brings of the records or media, the same each time that it is sent; null for the others. */
const batchOf = (command: Document): string | null => {
  const [verb = '', collection] = Object.entries(command)[0] ?? [];
  const isMedia = collection === 'media.chunks';
  if (!['insert', 'update'].includes(verb) || !(isMedia || KINDS.includes(String(collection)))) return null;
  const rows = (command['documents'] ?? command['updates']) as readonly Document[];
  return `${collection} ${createHash('sha256').update(JSON.stringify(rows, withoutNew)).digest('hex')}`;
};

/** Leaves out what is made when a batch is sent: ids of the driver, and the replacements for what a filter names. */
const withoutNew = (name: string, value: unknown): unknown => {
  const isNew = ['files_id', 'u'].includes(name) || (name === '_id' && /^[0-9a-f]{24}$/.test(String(value)));
  return isNew ? undefined : value;
};

const grow = (stand: Stand, growth: Growth): Promise<void> =>
  withStores(stand.store.settings, async (stores) => {
    const account = await orThrow(stores.accounts.byId(1 as AccountId));
    if (O.isNone(account)) throw new Error('the account is gone');
    const media = await stores.openMedia();
    await growStore(stores, media, account.value, growth, 'https://crm.example.com/hooks' as EndpointUrl);
    await media.close();
  });

interface Counts {
  readonly messages: number;
  readonly keys: number;
  readonly files: number;
}

const countsOf = async (stand: Stand): Promise<Counts> => {
  const { messages, digests } = await stand.store.inspect();
  return { messages: messages.length, keys: messages.filter(({ key }) => key !== null).length, files: digests.size };
};

const complaintsOfCounts = async ({ db }: TestDatabase, counts: Counts): Promise<readonly string[]> => {
  const found: Counts = {
    messages: await db.collection('messages').countDocuments(),
    keys: await db.collection('messages').countDocuments({ key: { $type: 'string' } }),
    files: await db.collection('media').countDocuments(),
  };
  const [is, was] = [JSON.stringify(found), JSON.stringify(counts)];
  return is === was ? [] : [`arrived: ${is} of ${was}`];
};

const complaintsOfOldStore = async (stand: Stand): Promise<readonly string[]> => {
  try {
    await (await stand.start()).kill();
    return ['the old store is served'];
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    return error.code === 78 ? [] : [`the server on the old store ended with ${error.code}`];
  }
};

/** The same call on the database: it is answered as it was before, and nothing is sent. */
const complaintsOfReplay = async (
  stand: Stand,
  { url }: TestDatabase,
  call: Parameters<typeof callOnce>[2],
  first: Awaited<ReturnType<typeof callOnce>>,
): Promise<readonly string[]> => {
  try {
    const server = await stand.start({ MONGODB_URL: url });
    const again = await callOnce(stand, server, call);
    await server.terminate();
    const isSame =
      first._tag === 'Acknowledged' &&
      again._tag === 'Acknowledged' &&
      again.replayed &&
      again.chatMessageId === first.chatMessageId;
    const calls = stand.graph.accepted().length;
    return isSame && calls === 1 ? [] : [`the same key came to ${JSON.stringify(again)}, and ${calls} calls`];
  } catch (error) {
    return [`the database is not served: ${String(error).slice(0, 200)}`];
  }
};
