/** HTTP/2 frames as bytes (RFC 9113, 4.1). */

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const types = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const flags = { ACK: 1, END_STREAM: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 } as const;

const HEAD = 9;

export const frame = (type: number, flag: number, stream: number, payload: Uint8Array): Buffer => {
  const bytes = Buffer.allocUnsafe(HEAD + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flag, 4);
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, HEAD);
  return bytes;
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** The largest payload that every peer takes (4.2). */
const LARGEST = 16_384;

/** A block of fields, in CONTINUATION frames where one frame does not hold it. */
export const headers = (stream: number, block: Buffer, ends = false): Buffer => {
  const frames: Buffer[] = [];
  for (let at = 0; at === 0 || at < block.length; at += LARGEST) {
    const isLast = at + LARGEST >= block.length;
    const flag = (isLast ? flags.END_HEADERS : 0) | (at === 0 && ends ? flags.END_STREAM : 0);
    frames.push(frame(at === 0 ? types.HEADERS : types.CONTINUATION, flag, stream, block.subarray(at, at + LARGEST)));
  }
  return Buffer.concat(frames);
};

export const reset = (stream: number, code = 8): Buffer => frame(types.RST_STREAM, 0, stream, uint32(code));

export const windowUpdate = (stream: number, bytes: number): Buffer =>
  frame(types.WINDOW_UPDATE, 0, stream, uint32(bytes));

export const settingIds = { HEADER_TABLE_SIZE: 1, INITIAL_WINDOW_SIZE: 4 } as const;

export const settings = (values: Readonly<Record<number, number>>): Buffer => {
  const payload = Buffer.concat(
    Object.entries(values).map(([id, value]) => {
      const pair = Buffer.allocUnsafe(6);
      pair.writeUInt16BE(Number(id));
      pair.writeUInt32BE(value, 2);
      return pair;
    }),
  );
  return frame(types.SETTINGS, 0, 0, payload);
};

/** A payload in DATA frames of exactly so many bytes; the last may be shorter. */
export const dataFrames = (stream: number, payload: Buffer, piece: number, ends: boolean): Buffer => {
  const count = Math.max(1, Math.ceil(payload.length / piece));
  const bytes = Buffer.allocUnsafe(payload.length + count * HEAD);
  let to = 0;
  for (let index = 0; index < count; index += 1) {
    const part = payload.subarray(index * piece, (index + 1) * piece);
    bytes.writeUIntBE(part.length, to, 3);
    bytes.writeUInt8(types.DATA, to + 3);
    bytes.writeUInt8(ends && index === count - 1 ? flags.END_STREAM : 0, to + 4);
    bytes.writeUInt32BE(stream, to + 5);
    part.copy(bytes, to + HEAD);
    to += HEAD + part.length;
  }
  return bytes;
};

export interface Frame {
  readonly type: number;
  readonly flag: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Takes bytes as they come, and gives the whole frames among them. */
export const frameReader = (): ((chunk: Buffer) => readonly Frame[]) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    while (rest.length >= HEAD) {
      const length = rest.readUIntBE(0, 3);
      if (rest.length < HEAD + length) break;
      frames.push({
        type: rest.readUInt8(3),
        flag: rest.readUInt8(4),
        stream: rest.readUInt32BE(5) & 0x7fffffff,
        payload: rest.subarray(HEAD, HEAD + length),
      });
      rest = rest.subarray(HEAD + length);
    }
    return frames;
  };
};
