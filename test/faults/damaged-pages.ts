import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newPicture } from './calls.js';
import { drawn, numbers } from './chance.js';
import { startLoad } from './load.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { useAll } from './torn-copies.js';

export interface DamagedPagesReport {
  readonly damages: number;
  /** Starts that were refused with 78 and the name of the file. */
  readonly refused: number;
  /** Servers that ran, though a request may have failed. */
  readonly ran: number;
  readonly faults: readonly string[];
}

/** EX_CONFIG of sysexits.h. */
const WRONG_SETTINGS = 78;
const PAGE = 4_096;

/** One way to damage a file; the numbers are drawn from all that fit. */
interface Damage {
  readonly kind: 'zeros' | 'a page over another' | 'two pages swapped' | 'random bytes' | 'one bit';
  readonly at: number;
  readonly to: number;
  readonly length: number;
}

const damageOf: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('zeros', 'a page over another', 'two pages swapped', 'random bytes', 'one bit'),
  at: numbers(0, 2 ** 30),
  to: numbers(0, 2 ** 30),
  length: numbers(1, 300),
});

const MESSAGES = 300;
const CLIENTS = 16;

/** Damages the records of a stopped server at random places, and starts a server on each damage. */
export const startOnDamagedPages = async (trial: Trial, count: number, seed: number): Promise<DamagedPagesReport> => {
  const stand = await makeStand(trial);
  const faults: string[] = [];
  let refused = 0;
  let ran = 0;
  try {
    await fill(stand);
    const file = join(stand.dataDir, 'records', 'records.mdb');
    const bytes = await readFile(file);
    for (const damage of drawn(damageOf, seed, count)) {
      await writeFile(file, damaged(bytes, damage));
      const fault = await startOn(stand, file);
      if (fault === 'refused') refused += 1;
      else if (fault === null) ran += 1;
      else faults.push(`${JSON.stringify(damage)}: ${fault}`);
    }
    return { damages: count, refused, ran, faults };
  } finally {
    await stand.close();
  }
};

const fill = async (stand: Stand): Promise<void> => {
  const server = await stand.start();
  const load = startLoad(stand, server, pictures(), CLIENTS);
  await load.answers(MESSAGES);
  await load.stop();
  await server.terminate();
};

function* pictures(): Generator<ReturnType<typeof newPicture>, never> {
  for (;;) yield newPicture(20_000);
}

const damaged = (sound: Buffer, { kind, at, to, length }: Damage): Buffer => {
  const bytes = Buffer.from(sound);
  const pages = Math.floor(bytes.length / PAGE);
  const [one, other] = [(at % pages) * PAGE, (to % pages) * PAGE];
  switch (kind) {
    case 'zeros':
      return bytes.fill(0, one, Math.min(bytes.length, one + ((length % 8) + 1) * PAGE));
    case 'a page over another':
      sound.copy(bytes, other, one, one + PAGE);
      return bytes;
    case 'two pages swapped':
      sound.copy(bytes, other, one, one + PAGE);
      sound.copy(bytes, one, other, other + PAGE);
      return bytes;
    case 'random bytes': {
      const junk = Uint8Array.from(drawn(numbers(0, 255), to, length));
      bytes.set(junk.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
      return bytes;
    }
    case 'one bit': {
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (length % 8));
      return bytes;
    }
  }
};

/** `refused`, the fault of a server that ran, or null. */
const startOn = async (stand: Stand, file: string): Promise<string | null> => {
  let server: ServerProcess;
  try {
    server = await stand.start();
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    if (error.code === WRONG_SETTINGS && error.log.includes(file)) return 'refused';
    return `exit ${error.code}: ${error.log.slice(-400)}`;
  }
  const failed = await useAll(stand, server);
  if (!server.isAlive()) return `it died while it was used: ${failed}, ${await server.ended}`;
  const code = await server.terminate();
  return code === 0 ? null : `it left with ${code}`;
};
