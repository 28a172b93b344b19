import fc from 'fast-check';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { newPicture } from './calls.js';
import { drawn } from './chance.js';
import { startLoad } from './load.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';

export interface TornReport {
  readonly copies: number;
  /** Copies that were refused with 78 and the name of the file. */
  readonly refused: number;
  /** Copies that happened to be whole: all that they hold could be read. */
  readonly whole: number;
  readonly faults: readonly string[];
}

/** EX_CONFIG of sysexits.h. */
const WRONG_SETTINGS = 78;
const CHUNK = 65_536;
const CLIENTS = 8;
/** Between two chunks, in milliseconds. */
const PAUSE = 4;

/** In which order the chunks of a file are copied. */
type Order = 'from the front' | 'from the back' | 'from the front, twice' | 'at random';
const orders: readonly Order[] = ['from the front', 'from the back', 'from the front, twice', 'at random'];

/** Copies the records of a server under load by hand, slowly, and starts a server on each copy. */
export const startOnTornCopies = async (trial: Trial, copies: number, seed: number): Promise<TornReport> => {
  const stand = await makeStand(trial);
  const faults: string[] = [];
  let refused = 0;
  let whole = 0;
  try {
    const server = await stand.start();
    const load = startLoad(stand, server, pictures(), CLIENTS);
    await load.answers(400);
    for (let made = 0; made < copies; made += 1) {
      const order = orders[made % orders.length] as Order;
      const copy = join(dirname(stand.dataDir), `copy-${made}`);
      await copySlowly(join(stand.dataDir, 'records', 'records.mdb'), join(copy, 'records'), order, seed + made);
      const fault = await startOn(stand, copy);
      if (fault === 'refused') refused += 1;
      else if (fault === null) whole += 1;
      else faults.push(`copied ${order}: ${fault}`);
      await rm(copy, { recursive: true });
    }
    await load.stop();
    await server.terminate();
    return { copies, refused, whole, faults };
  } finally {
    await stand.close();
  }
};

function* pictures(): Generator<ReturnType<typeof newPicture>, never> {
  for (;;) yield newPicture(20_000);
}

const copySlowly = async (file: string, folder: string, order: Order, seed: number): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const from = await open(file, 'r');
  const to = await open(join(folder, 'records.mdb'), 'w', 0o600);
  try {
    const count = Math.ceil((await from.stat()).size / CHUNK);
    for (const chunk of inOrder(count, order, seed)) {
      const bytes = Buffer.alloc(CHUNK);
      const { bytesRead } = await from.read(bytes, 0, CHUNK, chunk * CHUNK);
      await to.write(bytes, 0, bytesRead, chunk * CHUNK);
      await setTimeout(PAUSE);
    }
  } finally {
    await from.close();
    await to.close();
  }
};

const inOrder = (count: number, order: Order, seed: number): readonly number[] => {
  const chunks = Array.from({ length: count }, (_, index) => index);
  switch (order) {
    case 'from the front':
      return chunks;
    case 'from the back':
      return chunks.reverse();
    case 'from the front, twice':
      return [...chunks, ...chunks];
    case 'at random':
      return drawn(fc.shuffledSubarray(chunks, { minLength: count, maxLength: count }), seed, 1)[0] ?? chunks;
  }
};

/** `refused`, the fault of a server that ran, or null. */
const startOn = async (stand: Stand, dataDir: string): Promise<string | null> => {
  let server: ServerProcess;
  try {
    server = await stand.start({ DATA_DIR: dataDir });
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    const isNamed = error.log.includes(join(dataDir, 'records', 'records.mdb'));
    return error.code === WRONG_SETTINGS && isNamed ? 'refused' : `exit ${error.code}: ${error.log.slice(-300)}`;
  }
  const fault = await useAll(stand, server);
  const code = await server.terminate();
  return fault ?? (code === 0 ? null : `it left with ${code}`);
};

/** Reads every message, and sends one. Answers what went wrong. */
export const useAll = async (stand: Stand, server: ServerProcess): Promise<string | null> => {
  try {
    const headers = { authorization: `Bearer ${stand.token}` };
    for (let path: string | null = '/messages?limit=100'; path !== null;) {
      const { statusCode, body } = await request(`${server.restUrl}${path}`, { headers });
      const page = (await body.json()) as { readonly data?: { readonly next_cursor: string | null } };
      if (statusCode !== 200 || page.data === undefined) return `a page of messages got ${statusCode}`;
      const { next_cursor: next } = page.data;
      path = next === null ? null : `/messages?limit=100&cursor=${next}`;
    }
    const sent = await stand.door.send(stand.targetOf(server), newPicture(20_000));
    return sent._tag === 'Acknowledged' ? null : `a send got ${JSON.stringify(sent)}`;
  } catch (error) {
    return `it ended: ${error instanceof Error ? error.message : String(error)} (${await server.ended})`;
  }
};
