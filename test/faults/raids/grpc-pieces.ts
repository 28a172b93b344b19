import { newPicture } from '../calls.js';
import { headers } from '../raw/frames.js';
import { callHead, framed, getMessage, paths, uploadOf } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { many } from '../raw/line.js';
import { openPeer } from '../raw/peer.js';
import { forEachSize, report, SMALL } from './pieces.js';
import { type MoveReport, type Prey, tally, tokenOf, unlawful } from './raid.js';

/** Calls on a connection of their own, whose one message comes in DATA frames of one size. */
const calls = async (
  address: string,
  path: string,
  token: string | null,
  message: Buffer,
  piece: number,
  count: number,
): Promise<readonly string[]> => {
  const peer = await openPeer(address);
  const outcomes = await many(count, async (index) => {
    const stream = 2 * index + 1;
    await peer.line.write(headers(stream, literals(callHead(path, token))));
    await peer.data(stream, message, piece, true);
    return peer.outcome(stream);
  });
  peer.line.socket.destroy();
  return outcomes;
};

const UNAUTHENTICATED = 'grpc-status 16';
const NOT_FOUND = 'grpc-status 5';
const EXHAUSTED = 'grpc-status 8';
const isReset = (outcome: string): boolean => outcome.startsWith('reset') || outcome === 'closed';

/** `GetMessage`, without a token and with one, of what is let in and of a megabyte. */
export const unaryPieces = forEachSize('DATA frames', async (prey, piece, scale) => {
  const token = tokenOf(prey);
  const large = scale === 'whole' ? 1_000_000 : 40_000;
  const each = (name: string | null, bytes: number) =>
    calls(prey.grpcAddress, paths.getMessage, name, framed(getMessage(bytes)), piece, 10);
  const [strange, known, strangeLarge, knownLarge] = await Promise.all([
    each(null, 16_000),
    each(token, 16_000),
    each(null, large),
    each(token, large),
  ]);
  const faults = [
    ...unlawful(strange, [UNAUTHENTICATED]),
    ...unlawful(strangeLarge, [UNAUTHENTICATED]),
    ...known.filter((outcome) => !(piece <= SMALL && isReset(outcome)) && !(piece >= SMALL && outcome === NOT_FOUND)),
    ...knownLarge.filter((outcome) => !isReset(outcome) && outcome !== EXHAUSTED),
  ];
  const all = [...strange, ...known, ...strangeLarge, ...knownLarge];
  return { ...report(all, all), faults: faults.length > 0 ? [tally(faults)] : [] };
});

/** Whole uploads over gRPC: chunk messages of one size in DATA frames of another. */
const grpcUploads = async (
  prey: Prey,
  sizes: { readonly bytes: number; readonly message: number; readonly frame: number },
  count: number,
): Promise<readonly string[]> => {
  const outcomes = await many(count, () =>
    calls(
      prey.grpcAddress,
      paths.send,
      tokenOf(prey),
      uploadOf('+14155550123', newPicture(sizes.bytes).bytes, sizes.message),
      sizes.frame,
      1,
    ),
  );
  return outcomes.flat();
};

const OK = 'grpc-status 0';

/**
 * Chunk messages of 64 KiB in small DATA frames: where a message comes in too many, its stream is reset. Two messages
 * may share a frame, so that frames of exactly so many bytes are on average a little smaller in each.
 */
export const uploadFramePieces = forEachSize('DATA frames', async (prey, piece, scale) => {
  const bytes = scale === 'whole' ? 1_000_000 : 20_000;
  const outcomes = await grpcUploads(prey, { bytes, message: 65_536, frame: piece }, scale === 'whole' ? 3 : 1);
  const wrong = outcomes.filter((outcome) => outcome !== OK && !(piece <= SMALL && isReset(outcome)));
  return { ...report(outcomes, outcomes), faults: wrong.length > 0 ? [tally(wrong)] : [] };
});

/** Chunk messages of a few bytes, as many of them in a DATA frame as it holds: all are taken. */
export const smallMessages = async (prey: Prey, piece: number, bytes: number, count: number): Promise<MoveReport> =>
  report(await grpcUploads(prey, { bytes, message: piece, frame: 16_384 }, count), [OK]);

export const messagePieces = forEachSize('messages', (prey, piece, scale) =>
  smallMessages(prey, piece, scale === 'whole' ? 300_000 : 20_000, scale === 'whole' ? 3 : 1),
);
