import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { until } from '../support/until.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Trial } from './stand.js';
import { attach } from './strace.js';
import { startSwept } from './sweeps.js';
import { untilWell } from './system-errors.js';

export interface FewHandlesReport {
  readonly connections: number;
  /** How often the server tried to take a connection: many times as often as there were any where it spins. */
  readonly accepts: number;
  /** Share of a processor that it used in the time it was watched without a handle left; NaN where it was not. */
  readonly load: number;
  readonly wellAfter: number;
  readonly strange: readonly string[];
}

const CONNECTIONS = 300;
/** Those that come once there is no handle left, one after the other. */
const LATE = 20;
const SPARE = 20;

/** The most tries to take a connection that are no spin: one that succeeds, and one that does not, for each. */
export const mostAccepts = (connections: number): number => 2 * connections;

/**
 * More connections than handles: no crash, no spin, and well again once they are gone. SAFETY D2. For the spin, tries
 * to take a connection are counted, and the processor is watched for so long.
 */
export const runOutOfHandles = async (trial: Trial, milliseconds: number): Promise<FewHandlesReport> => {
  const stand = await makeStand(trial);
  const strange: string[] = [];
  const sockets: Socket[] = [];
  const log = join(stand.dataDir, '..', 'strace.log');
  try {
    // A sweep, which opens folders on other threads, may take the one handle that libuv keeps to turn callers away with.
    const server = await startSwept(stand);
    await untilWell(stand, server);
    const connections = CONNECTIONS + LATE;
    const accepts = async (): Promise<number> => (await readFile(log, 'latin1')).split(/accept4?\(/).length - 1;
    const isSpinning = async (): Promise<boolean> => (await accepts()) > mostAccepts(connections);
    const tracer = await attach(server.pid, ['-e', 'trace=accept,accept4'], log);
    execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${limitFor(server)}:`]);
    for (let count = 0; count < CONNECTIONS; count += 1) sockets.push(comeTo(server));
    await until('the connections to be taken or turned away', async () =>
      (await accepts()) >= CONNECTIONS ? true : undefined,
    );
    for (let count = 0; count < LATE && !(await isSpinning()); count += 1) {
      const late = comeTo(server);
      sockets.push(late);
      await until('a late connection to be turned away', async () =>
        late.destroyed || (await isSpinning()) ? true : undefined,
      );
    }
    await tracer.detach();
    const load = await loadOf(server, milliseconds);
    if (!server.isAlive()) strange.push(`the server died: ${server.log().slice(-500)}`);
    sockets.forEach((socket) => socket.destroy());
    const wellAfter = await untilWell(stand, server);
    if (wellAfter === Infinity) strange.push('never well once the connections were gone');
    const code = await server.terminate();
    if (code !== 0) strange.push(`the server left with ${code}`);
    return { connections, accepts: await accepts(), load, wellAfter, strange };
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await stand.close();
  }
};

/** Leaves so many handles, and those in use their places: libuv's own reserve is of use only below the limit. */
const limitFor = ({ pid }: ServerProcess): number => {
  const used = readdirSync(`/proc/${pid}/fd`).map(Number);
  return Math.max(used.length + SPARE, Math.max(...used) + 1);
};

const comeTo = ({ restUrl }: ServerProcess): Socket => {
  const { hostname, port } = new URL(restUrl);
  const socket = connect(Number(port), hostname);
  return socket.on('error', () => undefined).resume();
};

const loadOf = async (server: ServerProcess, milliseconds: number): Promise<number> => {
  const before = server.cpuSeconds();
  await setTimeout(milliseconds);
  return (server.cpuSeconds() - before) / (milliseconds / 1_000);
};
