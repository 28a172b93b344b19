import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { isLeft, map, right } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { openFilesystemRecords, openFilesystemServer } from '../../src/adapters/stores/filesystem/records.js';
import { eachRecord } from '../../src/adapters/stores/filesystem/upgrade/each-record.js';
import { newestFormat } from '../../src/adapters/stores/shared/upgrade/formats.js';
import { openMongodbNode } from '../../src/adapters/stores/mongodb/records.js';
import { eachDocument } from '../../src/adapters/stores/mongodb/upgrade/each-document.js';
import { mongodbSteps } from '../../src/adapters/stores/mongodb/upgrade/steps.js';
import { filesystemSteps } from '../../src/adapters/stores/filesystem/upgrade/steps.js';
import { type Upgrading } from '../../src/adapters/stores/shared/upgrade/upgrading.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { realTime } from '../../src/kit/time/timer.js';
import { makeDatabase } from '../support/mongodb/database.js';
import { makeTempDir } from '../support/temp-dir.js';

/** What an upgrade came to that rewrites every message. */
export interface UpgradeReport {
  readonly rewritten: number;
  /** All in milliseconds. */
  readonly took: number;
  readonly longestHold: number;
  /** The same of a thread that does nothing meanwhile: what the machine holds up. */
  readonly idleHold: number;
  /** The most processor time from one turn of the loop to the next: what no other process changes. */
  readonly busy: number;
  /** Between the lines of the log. */
  readonly longestSilence: number;
  readonly lines: number;
  /** How far the memory that no file backs grew, in MiB. */
  readonly grown: number;
}

/** A message as the stores keep it. */
export const messageRecord = (id: number) => ({
  accountId: 1,
  id,
  contactId: (id % 50_000) + 1,
  phone: '14155550123',
  mediaType: 'image',
  mediaId: 'x'.repeat(43),
  mediaUrl: `https://media.example.com/media/${'x'.repeat(43)}/holiday.jpg`,
  caption: `message ${id}`,
  filename: null,
  warnings: [],
  key: null,
  fingerprint: 'f'.repeat(64),
  state: 'sent',
  createdAt: 1_700_000_000_000 + id,
  leaseUntil: 1_700_000_000_000,
  outcome: 'accepted',
  wamid: `wamid.${id}`,
  sentAt: 1_700_000_000_000,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  failure: null,
});

const withReference = (record: unknown) => right({ ...(record as object), reference: 'of an order' });
const isRewritten = (record: unknown): boolean => (record as { reference?: unknown }).reference === 'of an order';
const AT_ONCE = 10_000;

function* idsInBatches(size: number, atOnce = AT_ONCE): Generator<readonly number[]> {
  for (let from = 1; from <= size; from += atOnce)
    yield Array.from({ length: Math.min(atOnce, size - from + 1) }, (_, index) => from + index);
}

/** Megabytes of this process that no file backs: the mapped data file counts as resident, and is not its own. */
const ownMemory = (): number => {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+([0-9]+)/.exec(status)?.[1]) / 1_024;
};

/** Processor time of this thread so far, in milliseconds (Linux: Documentation/scheduler/sched-stats). */
const processorTime = (): number =>
  Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;

const RESOLUTION = 5;

const idle = `
  const { parentPort } = require('node:worker_threads');
  const loop = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  parentPort.once('message', () => parentPort.postMessage(loop.max / 1e6));
`;

/** Runs an upgrade and watches this process meanwhile. */
export const watch = async (
  run: (upgrading: Upgrading) => Promise<void>,
): Promise<Omit<UpgradeReport, 'rewritten'>> => {
  const spoken: number[] = [performance.now()];
  const log = pino({ level: 'info' }, { write: () => void spoken.push(performance.now()) });
  const before = ownMemory();
  let most = before;
  const look = setInterval(() => (most = Math.max(most, ownMemory())), 100);
  let busy = 0;
  let last = processorTime();
  const clock = setInterval(() => {
    const ran = processorTime();
    busy = Math.max(busy, ran - last);
    last = ran;
  }, RESOLUTION);
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  loop.enable();
  const idler = new Worker(idle, { eval: true });
  const begun = performance.now();
  await run({ log, stopping: new AbortController().signal, time: realTime });
  const took = performance.now() - begun;
  loop.disable();
  clearInterval(look);
  clearInterval(clock);
  idler.postMessage('end');
  const [idleHold] = (await once(idler, 'message')) as [number];
  await idler.terminate();
  return {
    took,
    longestHold: loop.max / 1e6,
    idleHold,
    busy,
    longestSilence: Math.max(...spoken.slice(1).map((at, index) => at - (spoken[index] ?? at))),
    lines: spoken.length - 1,
    grown: most - before,
  };
};

/** On a data folder of its own with so many messages. */
export const upgradeFiles = async (size: number): Promise<UpgradeReport> => {
  const { path: dataDir, remove } = await makeTempDir();
  const open = async () => {
    const { environment, close } = await openFilesystemRecords({ dataDir, encryptionKey: null, steps });
    return { environment, close, messages: environment.table<MessageKey, unknown>(messages) };
  };
  type MessageKey = readonly [account: number, id: number];
  const messages = { name: 'messages' as const, codec: t.unknown, show: String };
  let steps = filesystemSteps;
  try {
    const filling = await open();
    for (const ids of idsInBatches(size)) {
      const writes = () => ids.map((id) => filling.messages.put([1, id], messageRecord(id)));
      await orThrow(filling.environment.write(() => ({ answer: undefined, writes: writes() })));
    }
    await filling.close();
    const rewrite = eachRecord<MessageKey>({
      ...messages,
      writes: () => (key, record, table) => map((made: unknown) => [table.put(key, made)])(withReference(record)),
    });
    steps = [...steps, { to: newestFormat(steps) + 1, name: 'rewrite every message', parts: [rewrite] }];
    const report = await watch(async (upgrading) => {
      const opened = await openFilesystemServer({ dataDir, encryptionKey: null, steps }, upgrading);
      if (isLeft(opened)) throw new Error(opened.left._tag);
      await opened.right.close();
    });
    const looking = await open();
    let rewritten = 0;
    for (let from = 1; from <= size; from += AT_ONCE) {
      const entries = () => looking.messages.entries({ from: [1, from], until: [1, from + AT_ONCE] });
      rewritten += (await orThrow(looking.environment.read(entries))).filter(([, record]) =>
        isRewritten(record),
      ).length;
    }
    await looking.close();
    return { ...report, rewritten };
  } finally {
    await remove();
  }
};

/** The stand-in for a MongoDB does one thing at a time, and answers the driver's own questions late. */
const patience = { selection: 60_000, connect: 60_000, socket: 120_000, start: 60_000 };

/** In a database of its own with so many messages. */
export const upgradeDatabase = async (size: number): Promise<UpgradeReport> => {
  const { url, db, drop } = await makeDatabase();
  try {
    const messages = db.collection('messages');
    const newest = newestFormat(mongodbSteps);
    await db.collection<{ _id: string; number: number }>('settings').insertOne({ _id: 'format', number: newest });
    for (const ids of idsInBatches(size, 1_000))
      await messages.insertMany(ids.map((id) => ({ ...messageRecord(id), revision: 0, claim: `m:${id}` })));
    const rewrite = eachDocument({ name: 'messages', change: () => withReference });
    const steps = [...mongodbSteps, { to: newest + 1, name: 'rewrite every message', parts: [rewrite] }];
    const report = await watch(async (upgrading) => {
      const opened = await openMongodbNode({ url, encryptionKey: null, patience, steps }, upgrading);
      if (isLeft(opened)) throw new Error(opened.left._tag);
      await opened.right.close();
    });
    return { ...report, rewritten: await messages.countDocuments({ reference: 'of an order' }) };
  } finally {
    await drop();
  }
};
