import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { isLeft } from 'fp-ts/lib/Either.js';
import { Pool } from 'undici';
import { openFilesystemServer } from '../../src/adapters/stores/filesystem/records.js';
import { type ServerProcess } from './server-process.js';
import { type Held } from './siege/loop.js';
import { makeStand, type Trial } from './stand.js';
import { type UpgradeReport, watch } from './upgrade.js';
import { type Counts, countWalked, fillWalked, type WalkedStore } from './walked-store.js';

/** What became of a store in which nearly everything had expired, and how its server answered meanwhile. */
export interface WalksReport {
  /** All in milliseconds. */
  readonly filledIn: number;
  readonly upgrade: Omit<UpgradeReport, 'rewritten'>;
  readonly housekeeping: Pace;
  /** What is there afterwards, and what had to be. */
  readonly left: Counts;
  readonly expected: Counts;
}

/** How a server answered while it did its housekeeping. */
export interface Pace {
  readonly took: number;
  readonly asked: number;
  /** The longest that an answer of `/healthz` took. */
  readonly longestGap: number;
  /** The same of a server that does nothing else, in a thread of its own: what the machine makes callers wait. */
  readonly idleGap: number;
  readonly held: Held;
}

/** Fills a store, upgrades it, starts a server on it, and asks that for its health until its first round is over. */
export const walkEverything = async (trial: Trial, size: WalkedStore): Promise<WalksReport> => {
  const stand = await makeStand(trial, { isWatched: true });
  try {
    const { dataDir } = stand;
    const from = performance.now();
    const expected = await fillWalked(dataDir, size);
    const filledIn = performance.now() - from;
    const upgrade = await watch(async (upgrading) => {
      const opened = await openFilesystemServer({ dataDir, encryptionKey: null }, upgrading);
      if (isLeft(opened)) throw new Error(opened.left._tag);
      await opened.right.close();
    });
    const server = await stand.start();
    const housekeeping = await askUntilTidy(server);
    await server.terminate();
    return { filledIn, upgrade, housekeeping, left: await countWalked(dataDir), expected };
  } finally {
    await stand.close();
  }
};

/** How often the server is asked, in milliseconds. */
const ASK_EVERY = 10;
/** What the log says at the end of each walk that found something. */
const ENDS = ['left-over files removed', 'old records dropped'];
const PATIENCE = 15 * 60_000;

const idler = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer((_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** Asks a server and an idle one for their health until the first round of housekeeping is over. */
export const askUntilTidy = async (server: ServerProcess): Promise<Pace> => {
  // What its start held is not meant.
  await server.held();
  const idle = new Worker(idler, { eval: true });
  const [port] = (await once(idle, 'message')) as [number];
  const pools = { service: new Pool(server.restUrl), idle: new Pool(`http://127.0.0.1:${port}`) };
  const asked: { readonly service: Promise<number>[]; readonly idle: Promise<number>[] } = { service: [], idle: [] };
  const from = performance.now();
  while (!ENDS.every((line) => server.log().includes(`"${line}`))) {
    if (performance.now() - from > PATIENCE || !server.isAlive()) throw new Error(`it is not tidy: ${server.log()}`);
    for (const which of ['service', 'idle'] as const) asked[which].push(timeOfAnswer(pools[which]));
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
  const took = performance.now() - from;
  const [gaps, idleGaps] = await Promise.all([Promise.all(asked.service), Promise.all(asked.idle)]);
  const held = await server.held();
  await Promise.all([pools.service.close(), pools.idle.close(), idle.terminate()]);
  return { took, asked: gaps.length, longestGap: longestOf(gaps), idleGap: longestOf(idleGaps), held };
};

const timeOfAnswer = async (pool: Pool): Promise<number> => {
  const at = performance.now();
  const { statusCode, body } = await pool.request({ method: 'GET', path: '/healthz' });
  await body.dump();
  if (statusCode !== 200) throw new Error(`/healthz got ${statusCode}`);
  return performance.now() - at;
};

const longestOf = (times: readonly number[]): number => times.reduce((most, one) => Math.max(most, one), 0);
