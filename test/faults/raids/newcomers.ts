import { headers } from '../raw/frames.js';
import { callHead, framed, paths } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { headOf, statusOf } from '../raw/http.js';
import { within } from '../raw/line.js';
import { openPeer } from '../raw/peer.js';

/** In milliseconds: how long one who comes new may wait (SAFETY N3), and how long it is waited for at all. */
const BOUND = 2_000;
const PATIENCE = 20_000;

/** Comes to a door by a connection of its own until it is answered there; after how long, in milliseconds. */
const until = async (isAnswered: () => Promise<boolean>): Promise<number> => {
  const from = performance.now();
  while (performance.now() - from < PATIENCE) if (await isAnswered()) return performance.now() - from;
  return Infinity;
};

export const newcomerToRest = (restUrl: string): Promise<number> =>
  until(async () => (await statusOf(restUrl, [headOf('GET', '/healthz')], 2_000)) === 200);

export const newcomerToGrpc = (address: string): Promise<number> =>
  until(async () => {
    const peer = await openPeer(address);
    await peer.line.write(headers(1, literals(callHead(paths.check))));
    void peer.data(1, framed(Buffer.alloc(0)), 16_384, true);
    let outcome = '';
    await within(
      2_000,
      peer.outcome(1).then((found) => (outcome = found)),
    );
    peer.line.socket.destroy();
    return outcome === 'grpc-status 0';
  });

/** What a newcomer's wait comes to. It never gets in where this is more than patience. */
export const wait = (door: string, milliseconds: number): { figures: string; faults: string[]; late: string[] } => ({
  figures: Number.isFinite(milliseconds)
    ? `a newcomer to ${door} answered after ${(milliseconds / 1_000).toFixed(1)} s`
    : `no newcomer to ${door} in ${PATIENCE / 1_000} s`,
  faults: Number.isFinite(milliseconds) ? [] : [`no newcomer got in to ${door}`],
  late: milliseconds > BOUND ? [`a newcomer to ${door} waited over ${BOUND / 1_000} s`] : [],
});
