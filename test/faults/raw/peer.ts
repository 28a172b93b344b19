import { dataFrames, flags, frame, frameReader, PREFACE, settingIds, settings, types, windowUpdate } from './frames.js';
import { decode } from './hpack.js';
import { type Line, openLine } from './line.js';

/** An HTTP/2 client that writes its frames by hand, so that their sizes are exact. */
export interface Peer {
  readonly line: Line;
  /** Sends a payload in DATA frames of so many bytes, as far as the server's windows let it. */
  readonly data: (stream: number, payload: Buffer, piece: number, ends: boolean) => Promise<void>;
  /** What came of a stream: `grpc-status N`, `status N`, `reset N` or `closed`. */
  readonly outcome: (stream: number) => Promise<string>;
  /** Streams that came to an end so far. */
  readonly over: () => number;
}

export interface PeerOptions {
  /** How much an answer may send before this peer says more, in bytes. Zero: nothing of a message. */
  readonly window?: number;
  readonly reads?: boolean;
}

const DEFAULT_WINDOW = 65_535;
/** How much is written at once, in bytes. */
const BATCH = 262_144;

export const openPeer = async (
  address: string,
  { window = DEFAULT_WINDOW, reads = true }: PeerOptions = {},
): Promise<Peer> => {
  const outcomes = new Map<number, string>();
  const windows = new Map<number, number>();
  let initial = DEFAULT_WINDOW;
  let connection = DEFAULT_WINDOW;
  let wake = (): void => undefined;
  let changed = new Promise<void>((resolve) => (wake = resolve));
  const change = (): void => {
    const woken = wake;
    changed = new Promise<void>((resolve) => (wake = resolve));
    woken();
  };
  const statuses = new Map<number, string>();
  const read = frameReader();
  const onData = (chunk: Buffer): void => {
    for (const { type, flag, stream, payload } of read(chunk)) {
      if (type === types.SETTINGS && (flag & flags.ACK) === 0) {
        for (let at = 0; at + 6 <= payload.length; at += 6)
          if (payload.readUInt16BE(at) === settingIds.INITIAL_WINDOW_SIZE) {
            const now = payload.readUInt32BE(at + 2);
            for (const [id, left] of windows) windows.set(id, left + now - initial);
            initial = now;
          }
        line.socket.write(frame(types.SETTINGS, flags.ACK, 0, Buffer.alloc(0)));
      }
      if (type === types.PING && (flag & flags.ACK) === 0) line.socket.write(frame(types.PING, flags.ACK, 0, payload));
      if (type === types.WINDOW_UPDATE) {
        const more = payload.readUInt32BE();
        if (stream === 0) connection += more;
        else windows.set(stream, (windows.get(stream) ?? initial) + more);
      }
      if (type === types.HEADERS) {
        const skipped = (flag & flags.PADDED ? 1 : 0) + (flag & flags.PRIORITY ? 5 : 0);
        const fields = decode(payload.subarray(skipped));
        const status = fields.get('grpc-status');
        if (status !== undefined) statuses.set(stream, `grpc-status ${status}`);
        else if (!statuses.has(stream))
          statuses.set(stream, `status ${fields.get(':status') ?? fields.get('#8') ?? '?'}`);
      }
      if (type === types.DATA && payload.length > 0 && window > 0)
        line.socket.write(Buffer.concat([windowUpdate(0, payload.length), windowUpdate(stream, payload.length)]));
      if ((type === types.DATA || type === types.HEADERS) && (flag & flags.END_STREAM) !== 0)
        if (!outcomes.has(stream)) outcomes.set(stream, statuses.get(stream) ?? 'no status');
      if (type === types.RST_STREAM && !outcomes.has(stream))
        outcomes.set(stream, statuses.get(stream) ?? `reset ${payload.readUInt32BE()}`);
    }
    change();
  };
  const line = await openLine(address, { reads, onData });
  let isClosed = false;
  void line.closed.then(() => {
    isClosed = true;
    change();
  });
  await line.write(
    Buffer.concat([
      PREFACE,
      // No table: whatever the server sends is then literal or static.
      settings({ [settingIds.HEADER_TABLE_SIZE]: 0, [settingIds.INITIAL_WINDOW_SIZE]: window }),
    ]),
  );
  return {
    line,
    over: () => outcomes.size,
    data: async (stream, payload, piece, ends) => {
      if (!windows.has(stream)) windows.set(stream, initial);
      for (let at = 0; at < payload.length;) {
        const room = Math.min(connection, windows.get(stream) ?? 0, payload.length - at, Math.max(piece, BATCH / 8));
        // Whole pieces only, so that no frame is smaller than asked for.
        const taken = room === payload.length - at ? room : room - (room % piece);
        if (isClosed || outcomes.has(stream)) return;
        if (taken <= 0) {
          await changed;
          continue;
        }
        connection -= taken;
        windows.set(stream, (windows.get(stream) ?? 0) - taken);
        const last = at + taken === payload.length;
        await line.write(dataFrames(stream, payload.subarray(at, at + taken), piece, ends && last));
        at += taken;
      }
    },
    outcome: async (stream) => {
      for (;;) {
        const found = outcomes.get(stream);
        if (found !== undefined) return found;
        if (isClosed) return 'closed';
        await changed;
      }
    },
  };
};
