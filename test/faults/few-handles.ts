import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { makeStand, type Trial } from './stand.js';
import { untilWell, WELL_AFTER } from './system-errors.js';

export interface FewHandlesReport {
  readonly connections: number;
  /** Of one processor, while it had no handle left. */
  readonly load: number;
  readonly wellAfter: number;
  readonly strange: readonly string[];
}

const CONNECTIONS = 300;
const SPARE = 20;
const LASTS = 3_000;

/** More connections than handles: no crash, no spin, and well again once they are gone. SAFETY D2. */
export const runOutOfHandles = async (trial: Trial): Promise<FewHandlesReport> => {
  const stand = await makeStand(trial);
  const strange: string[] = [];
  const sockets: Socket[] = [];
  try {
    const server = await stand.start();
    await untilWell(stand, server);
    const { hostname, port } = new URL(server.restUrl);
    const most = server.handles() + SPARE;
    execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${most}:`]);
    for (let count = 0; count < CONNECTIONS; count += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      sockets.push(socket);
    }
    await Promise.race([Promise.all(sockets.map((socket) => once(socket, 'connect'))), setTimeout(1_000)]);
    const before = server.cpuSeconds();
    await setTimeout(LASTS);
    const load = (server.cpuSeconds() - before) / (LASTS / 1_000);
    if (!server.isAlive()) strange.push(`the server died: ${server.log().slice(-500)}`);
    sockets.forEach((socket) => socket.destroy());
    const wellAfter = await untilWell(stand, server);
    if (wellAfter > WELL_AFTER) strange.push('not well once the connections were gone');
    const code = await server.terminate();
    if (code !== 0) strange.push(`the server left with ${code}`);
    return { connections: CONNECTIONS, load, wellAfter, strange };
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await stand.close();
  }
};
