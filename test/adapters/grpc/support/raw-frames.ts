import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../../../support/until.js';

/** Types of frames (RFC 9113, 6). */
export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
const SETTINGS = 4;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
const CONTINUATION = 9;

const END_STREAM = 1;
const END_HEADERS = 4;

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export const frame = (type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};

/** A length in HPACK (RFC 7541, 5.1), with a prefix of 7 bits. */
const length = (size: number): Buffer => {
  if (size < 127) return Buffer.of(size);
  const bytes = [127];
  let rest = size - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
};

/** Headers as HPACK, each written out and none remembered. */
export const headerBlock = (headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.of(0),
      ...[name, value].flatMap((text) => [length(Buffer.byteLength(text)), Buffer.from(text)]),
    ]),
  );

const callHeaders = (path: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ':method': 'POST',
  ':scheme': 'http',
  ':path': path,
  ':authority': 'x',
  'content-type': 'application/grpc',
  te: 'trailers',
  ...more,
});

const MOST_IN_A_FRAME = 16_384;

/** The frames that begin a call. */
export const beginCall = (stream: number, path: string, more: Readonly<Record<string, string>> = {}): Buffer => {
  const block = headerBlock(callHeaders(path, more));
  const frames: Buffer[] = [];
  for (let at = 0; at < block.length; at += MOST_IN_A_FRAME) {
    const last = at + MOST_IN_A_FRAME >= block.length;
    const part = block.subarray(at, at + MOST_IN_A_FRAME);
    frames.push(frame(at === 0 ? HEADERS : CONTINUATION, last ? END_HEADERS : 0, stream, part));
  }
  return Buffer.concat(frames);
};

/** A call without a message, which ends where it begins. */
export const emptyCall = (stream: number, path: string): Buffer =>
  frame(HEADERS, END_HEADERS | END_STREAM, stream, headerBlock(callHeaders(path)));

export interface RawConnection {
  readonly socket: Socket;
  /** What has come so far. */
  readonly frames: readonly Frame[];
  /** Waits for a frame of this type. */
  readonly came: (type: number, stream?: number) => Promise<Frame>;
}

/** Connects, and sends a preface and settings of its own (id and value in turn). It acknowledges nothing. */
export const openRaw = async (address: string, settings: readonly (readonly [number, number])[] = []) => {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const payload = Buffer.alloc(settings.length * 6);
  settings.forEach(([id, value], at) => {
    payload.writeUInt16BE(id, at * 6);
    payload.writeUInt32BE(value, at * 6 + 2);
  });
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(SETTINGS, 0, 0, payload)]));
  const frames: Frame[] = [];
  let rest = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      frames.push({
        type: rest.readUInt8(3),
        flags: rest.readUInt8(4),
        stream: rest.readUInt32BE(5),
        payload: rest.subarray(9, end),
      });
      rest = rest.subarray(end);
    }
  });
  const found = (type: number, stream?: number): Frame | undefined =>
    frames.find((one) => one.type === type && (stream === undefined || one.stream === stream));
  const connection: RawConnection = {
    socket,
    frames,
    came: (type, stream) => until<Frame>(`a frame of type ${type}`, () => found(type, stream)),
  };
  await connection.came(SETTINGS);
  return connection;
};
