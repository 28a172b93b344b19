import { type Line, openLine, within } from './line.js';

/** A request's head; a body's length or `Transfer-Encoding` is among the headers. */
export const headOf = (method: string, target: string, headers: Readonly<Record<string, string>> = {}): string =>
  [
    `${method} ${target} HTTP/1.1`,
    'Host: postcard',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

/** Below this many bytes a call costs more than to copy them one by one. */
const SHORT = 16;

/** A body in chunks of exactly so many bytes (RFC 9112, 7.1). The last may be shorter. */
export const chunked = (body: Buffer, piece: number): Buffer => {
  const head = Buffer.from(`${piece.toString(16)}\r\n`);
  const unit = Buffer.concat([head, Buffer.alloc(piece, 'x'), Buffer.from('\r\n')]);
  const whole = Math.floor(body.length / piece);
  const rest = body.subarray(whole * piece);
  const bytes = Buffer.alloc(whole * unit.length, unit);
  for (let index = 0; index < whole; index += 1) {
    const at = index * unit.length + head.length;
    if (piece < SHORT) for (let byte = 0; byte < piece; byte += 1) bytes[at + byte] = body[index * piece + byte] ?? 0;
    else body.copy(bytes, at, index * piece, (index + 1) * piece);
  }
  const last = rest.length === 0 ? '' : `${rest.length.toString(16)}\r\n${rest.toString('latin1')}\r\n`;
  return Buffer.concat([bytes, Buffer.from(`${last}0\r\n\r\n`, 'latin1')]);
};

const FINAL_STATUS = /HTTP\/1\.1 ([2-5]\d\d) /;

/** The status of the first answer, passing over `100 Continue`; null where none came in time. */
export const statusOn = async (line: Line, patience: number): Promise<number | null> => {
  const until = performance.now() + patience;
  const status = (): string | undefined => FINAL_STATUS.exec(line.heard())?.[1];
  while (status() === undefined && line.isOpen() && performance.now() < until) await within(10, line.closed);
  const found = status();
  return found === undefined ? null : Number(found);
};

/** Sends a whole request on a connection of its own, reading while it writes; its status, null where none came. */
export const statusOf = async (
  url: string,
  request: readonly (Buffer | string)[],
  patience = 60_000,
): Promise<number | null> => {
  const line = await openLine(url);
  void request.reduce((before, bytes) => before.then(() => line.write(bytes)), Promise.resolve());
  const status = await statusOn(line, patience);
  line.socket.destroy();
  return status;
};
