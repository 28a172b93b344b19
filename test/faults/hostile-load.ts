import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type AttackName, type AttackReport } from './attacks.js';
import { newDocument, newPicture } from './calls.js';
import { type Target } from './doors.js';
import { callOnce } from './load.js';
import { type ServerProcess } from './server-process.js';
import { percentile } from './report.js';
import { makeStand, newSender, newToken, type Stand, type Trial, withStores } from './stand.js';
import { timeUntil } from './time-until.js';

/** How a server bore an attack. */
export interface Borne {
  readonly attack: AttackName;
  readonly report: AttackReport;
  /** What a quiet caller waited for its answers beforehand and meanwhile, p99 in milliseconds. */
  readonly quietBefore: number;
  readonly quietMeanwhile: number;
  /** The most memory of its own that the server held above what it held before, in MiB. */
  readonly growth: number;
  /** Open handles above those before, some seconds after the attack. */
  readonly handles: number;
  /** Bytes that the server read for each try, from anywhere. */
  readonly readForEach: number;
  readonly faults: readonly string[];
}

const QUIET_BYTES = 20_000;
/** What a server reads for a quiet call, from the caller, the staged file and WhatsApp. */
const READS_OF_A_QUIET_CALL = 2.1 * QUIET_BYTES;

const attacker = fileURLToPath(new URL('attacker.ts', import.meta.url));

/** Lets a process of its own attack a server. */
const attack = async (
  { restUrl, grpcAddress, token }: Target,
  name: AttackName,
  mediaUrl: string,
  seconds: number,
): Promise<AttackReport> => {
  const args = ['--import', 'tsx', attacker, name, restUrl, grpcAddress, token, mediaUrl, String(seconds)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return (await json(child.stdout)) as AttackReport;
};

/** How much an attack is, and what comes before it. */
export interface Siege {
  readonly seconds: number;
  /** How many quiet calls are timed before each attack. */
  readonly quietCalls: number;
}

/** Runs attacks one after the other on one server, a quiet caller beside each. */
export const bearAttacks = async (
  trial: Trial,
  names: readonly AttackName[],
  siege: Siege,
): Promise<readonly Borne[]> => {
  const stand = await makeStand(trial);
  try {
    const server = await stand.start();
    const large = await callOnce(stand, server, newDocument(16 * 1_048_576));
    if (large._tag !== 'Acknowledged') throw new Error(`a send got ${JSON.stringify(large)}`);
    await quietly(stand, server, siege.quietCalls);
    const borne: Borne[] = [];
    for (const name of names) borne.push(await bear(stand, server, name, large.mediaUrl, siege));
    await server.terminate();
    return borne;
  } finally {
    await stand.close();
  }
};

const bear = async (
  stand: Stand,
  server: ServerProcess,
  name: AttackName,
  mediaUrl: string,
  { seconds, quietCalls }: Siege,
): Promise<Borne> => {
  const before = await quietly(stand, server, quietCalls);
  const handles = server.handles();
  const read = bytesRead(server.pid);
  const memory = server.privateMegabytes();
  let most = memory;
  const timer = setInterval(() => (most = Math.max(most, server.privateMegabytes())), 50);
  const attacking = attack(stand.targetOf(server), name, mediaUrl, seconds);
  const meanwhile = await quietly(stand, server, attacking);
  const report = await attacking;
  const ownReads = meanwhile.times.length * READS_OF_A_QUIET_CALL;
  const readForEach = (bytesRead(server.pid) - read - ownReads) / report.tried;
  await timeUntil('the handles to be closed', () => server.handles() <= handles + 2);
  clearInterval(timer);
  const staged = await stand.store.staged();
  return {
    attack: name,
    report,
    quietBefore: percentile(before.times, 0.99),
    quietMeanwhile: percentile(meanwhile.times, 0.99),
    growth: most - memory,
    handles: server.handles() - handles,
    readForEach,
    faults: [
      ...report.faults,
      ...before.faults,
      ...meanwhile.faults,
      ...(staged > 0 ? [`${staged} staged files stayed`] : []),
      ...(server.isAlive() ? [] : ['the server died']),
    ],
  };
};

/** Sends one thing after the other with a pause between, so often or until something is over; how long each took. */
const quietly = async (
  stand: Stand,
  server: ServerProcess,
  over: Promise<unknown> | number,
): Promise<{ readonly times: readonly number[]; readonly faults: readonly string[] }> => {
  const times: number[] = [];
  const faults: string[] = [];
  let going = true;
  if (typeof over !== 'number') void over.then(() => (going = false));
  while (typeof over === 'number' ? times.length < over : going) {
    const from = performance.now();
    const answer = await callOnce(stand, server, newPicture(QUIET_BYTES));
    times.push(performance.now() - from);
    if (answer._tag !== 'Acknowledged') faults.push(`a quiet caller got ${JSON.stringify(answer)}`);
    await setTimeout(10);
  }
  return { times, faults };
};

/** Bytes that a process has read so far, from files, pipes and sockets. */
const bytesRead = (pid: number): number => Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);

export interface NoiseReport {
  /** p99 of the quiet account in each round without and with the noise, in milliseconds. */
  readonly alone: readonly number[];
  readonly beside: readonly number[];
  readonly noise: string;
  readonly faults: readonly string[];
}

/** Calls a minute that the noisy account may make; it makes ten times as many. */
const NOISY_LIMIT = 600;

/** An account at ten times its limit beside a quiet one, with and without it in turns: SAFETY L2. */
export const bearNoise = async (trial: Trial, rounds: number, seconds: number): Promise<NoiseReport> => {
  const stand = await makeStand(trial);
  const faults: string[] = [];
  const alone: number[] = [];
  const beside: number[] = [];
  const noise: string[] = [];
  try {
    const noisyToken = await withStores(stand.store.settings, async (stores) =>
      newToken(stores, (await newSender(stores, '1002', { apiCallsPerMinute: NOISY_LIMIT })).id),
    );
    const server = await stand.start();
    await quietly(stand, server, setTimeout(3_000));
    for (let round = 0; round < rounds; round += 1) {
      const calm = await quietly(stand, server, setTimeout(seconds * 1_000));
      const attacking = attack({ ...stand.targetOf(server), token: noisyToken }, 'a noisy account', '', seconds);
      const loud = await quietly(stand, server, attacking);
      const report = await attacking;
      alone.push(percentile(calm.times, 0.99));
      beside.push(percentile(loud.times, 0.99));
      noise.push(report.figures);
      faults.push(...calm.faults, ...loud.faults, ...report.faults);
    }
    await server.terminate();
    return { alone, beside, noise: noise.join('; '), faults };
  } finally {
    await stand.close();
  }
};
