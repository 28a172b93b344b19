import { execFileSync } from 'node:child_process';
import { type Scale } from '../part.js';
import { frame, PREFACE, settings, types } from '../raw/frames.js';
import { inTurn, type Line, openLine } from '../raw/line.js';
import { newcomerToGrpc, newcomerToRest, wait } from './newcomers.js';
import { type MoveReport, type Prey, type Raid } from './raid.js';

/** Handles that the service and this process may have each. */
const handles = (): number => {
  const most = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return most === 'unlimited' ? Infinity : Number(most);
};

/** A little more than a door takes (SAFETY H1), or what the machine's limit allows for. */
const crowdOf = (scale: Scale, over: number): number =>
  scale === 'whole' ? Math.min(10_000 + over, handles() - 500) : 100;

/** Peers that break the protocol and are gone without a word. */
export const brokenPeers = async ({ grpcAddress }: Prey, count: number): Promise<MoveReport> => {
  // DATA on stream 0 is a connection error (RFC 9113, 6.1).
  const bytes = Buffer.concat([PREFACE, settings({}), frame(types.DATA, 0, 0, Buffer.from('x'))]);
  const from = performance.now();
  await inTurn(count, 100, async () => {
    const line = await openLine(grpcAddress);
    await line.write(bytes);
    line.socket.end();
  });
  const took = performance.now() - from;
  const newcomer = wait('gRPC', await newcomerToGrpc(grpcAddress));
  return { tried: count, ...newcomer, figures: `made in ${(took / 1_000).toFixed(1)} s, ${newcomer.figures}` };
};

/** Connections on which nothing ever comes. */
export const silent = async (prey: Prey, door: 'REST' | 'gRPC', count: number): Promise<MoveReport> => {
  const lines: Line[] = [];
  await inTurn(count, 100, async () => {
    lines.push(await openLine(door === 'REST' ? prey.restUrl : prey.grpcAddress));
  });
  const waited = await (door === 'REST' ? newcomerToRest(prey.restUrl) : newcomerToGrpc(prey.grpcAddress));
  const open = lines.filter((line) => line.isOpen()).length;
  for (const { socket } of lines) socket.destroy();
  const newcomer = wait(door, waited);
  return { tried: count, ...newcomer, figures: `${open} were open, ${newcomer.figures}` };
};

export const crowds: Raid = (scale) => [
  { name: 'broken HTTP/2 peers', run: (prey) => brokenPeers(prey, crowdOf(scale, 100)) },
  { name: 'silent connections to REST', run: (prey) => silent(prey, 'REST', crowdOf(scale, 50)) },
  { name: 'silent connections to gRPC', run: (prey) => silent(prey, 'gRPC', crowdOf(scale, 50)) },
];
