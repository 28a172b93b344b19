import { type Scale } from '../part.js';
import { headers, reset } from '../raw/frames.js';
import { callHead, paths } from '../raw/grpc.js';
import { type Field, remembered, repeated } from '../raw/hpack.js';
import { many, within } from '../raw/line.js';
import { openPeer } from '../raw/peer.js';
import { type MoveReport, type Prey, type Raid } from './raid.js';

/** Many streams in one packet; each but the first takes 7 bytes for its fields. */
const packet = (fields: readonly Field[], count: number, resets: boolean): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const stream = 2 * index + 1;
      const block = index === 0 ? remembered(fields) : repeated(fields);
      return resets ? Buffer.concat([headers(stream, block), reset(stream)]) : headers(stream, block, true);
    }),
  );

/** Packets of a thousand streams, each on a connection of its own, one after the other in four places. */
export const storm = async (
  { grpcAddress }: Prey,
  path: string,
  resets: boolean,
  seconds: number,
  streams = 1_000,
): Promise<MoveReport> => {
  const bytes = packet(callHead(path), streams, resets);
  const until = performance.now() + seconds * 1_000;
  let tried = 0;
  let sent = 0;
  await many(4, async () => {
    do {
      const peer = await openPeer(grpcAddress);
      await peer.line.write(bytes);
      // What the server makes of it shows in a moment; a connection that it goes on with is left too.
      await within(50, peer.line.closed);
      peer.line.socket.destroy();
      tried += streams;
      sent += bytes.length;
    } while (performance.now() < until);
  });
  return { tried, figures: `${(sent / 1_000_000).toFixed(1)} MB sent`, faults: [], late: [], sent };
};

const secondsOf = (scale: Scale): number => (scale === 'whole' ? 6 : 0);
const streamsOf = (scale: Scale): number => (scale === 'whole' ? 1_000 : 300);

export const streams: Raid = (scale) => [
  {
    name: 'a thousand streams opened and reset in one packet',
    run: (prey) => storm(prey, paths.getMessage, true, secondsOf(scale), streamsOf(scale)),
  },
  {
    name: 'a thousand streams that are answered at once',
    run: (prey) => storm(prey, paths.getMessage, false, secondsOf(scale), streamsOf(scale)),
  },
  {
    name: 'a thousand streams of no method',
    run: (prey) => storm(prey, '/x', false, secondsOf(scale), streamsOf(scale)),
  },
];
