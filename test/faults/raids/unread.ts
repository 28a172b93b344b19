import { setTimeout } from 'node:timers/promises';
import { headers } from '../raw/frames.js';
import { askForSymbol, callHead, framed, paths } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { headOf } from '../raw/http.js';
import { many, openLine } from '../raw/line.js';
import { isHeldByPeer } from '../raw/kernel.js';
import { openPeer } from '../raw/peer.js';
import { type MoveReport, type Prey, type Raid } from './raid.js';

export interface Unread {
  readonly peers: number;
  readonly streams: number;
  readonly pipelines: number;
  readonly downloads: number;
  readonly seconds: number;
}

/**
 * SAFETY N2: an answer of which nothing more could be written for 30 s is cut. The system takes the first answers of each
 * connection, so that up to 25 s pass before nothing more can be written on the last of them.
 */
const PATIENCE = 45;

/** Calls that are answered behind a window of zero. How many still wait in the end. */
const unreadCalls = async ({ grpcAddress }: Prey, streams: number, over: Promise<unknown>): Promise<number> => {
  const peer = await openPeer(grpcAddress, { window: 0 });
  for (let at = 0; at < streams; at += 1) {
    await peer.line.write(headers(2 * at + 1, literals(callHead(paths.reflection))));
    await peer.data(2 * at + 1, framed(askForSymbol()), 16_384, true);
  }
  await over;
  const left = peer.line.isOpen() ? streams - peer.over() : 0;
  peer.line.socket.destroy();
  return left;
};

/** Whether the service holds on to a connection that never reads. */
const unreadAnswers = async ({ restUrl }: Prey, request: string, over: Promise<unknown>): Promise<boolean> => {
  const line = await openLine(restUrl, { reads: false });
  void line.write(request);
  await over;
  const isHeld = await isHeldByPeer(line.socket);
  line.socket.destroy();
  return isHeld;
};

export const leaveUnread = async (
  prey: Prey,
  { peers, streams, pipelines, downloads, seconds }: Unread,
): Promise<MoveReport> => {
  const over = setTimeout(seconds * 1_000);
  const path = new URL(prey.mediaUrl).pathname;
  const [calls, piped, loads] = await Promise.all([
    many(peers, () => unreadCalls(prey, streams, over)),
    many(pipelines, () => unreadAnswers(prey, headOf('GET', path, { Range: 'bytes=0-65535' }).repeat(200), over)),
    many(downloads, () => unreadAnswers(prey, headOf('GET', path), over)),
  ]);
  const left = {
    calls: calls.reduce((sum, count) => sum + count, 0),
    pipelines: piped.filter(Boolean).length,
    downloads: loads.filter(Boolean).length,
  };
  const stayed = Object.entries(left).filter(([, count]) => count > 0);
  return {
    tried: peers * streams + pipelines + downloads,
    figures: `${stayed.map(([what, count]) => `${count} ${what}`).join(', ') || 'none'} left after ${seconds} s`,
    faults: [],
    late: seconds < PATIENCE ? [] : stayed.map(([what, count]) => `${count} ${what} were there after ${seconds} s`),
  };
};

export const unread: Raid = (scale) => [
  {
    name: 'answers that nobody reads',
    run: (prey) =>
      leaveUnread(
        prey,
        scale === 'whole'
          ? { peers: 100, streams: 100, pipelines: 200, downloads: 200, seconds: 70 }
          : { peers: 2, streams: 10, pipelines: 3, downloads: 3, seconds: 1 },
      ),
  },
];
