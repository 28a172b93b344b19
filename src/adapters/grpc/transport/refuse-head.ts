import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';

/** What a pair of a name and a value takes beside its text (RFC 9113, 6.5.2). */
const AROUND = 32;

/** The size of headers as RFC 9113 counts it, in bytes. They come as name, value, name, value. */
export const headBytes = (rawHeaders: readonly string[]): number =>
  rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text), (rawHeaders.length / 2) * AROUND);

/**
 * Refuses what the library would answer in the caller's own words, or not at all: a head of more than `most` bytes (a
 * caller that never acknowledges our settings may send 64 KiB), and a method that is not there. A trailer counts with
 * the head (SAFETY.md G1). Returns whether the call is refused.
 */
export const refuseHead = (
  stream: ServerHttp2Stream,
  path: string,
  rawHeaders: readonly string[],
  isMethod: (path: string) => boolean,
  most: number,
): boolean => {
  const size = headBytes(rawHeaders);
  if (size > most) answer(stream, status.RESOURCE_EXHAUSTED, `Metadata and path have at most ${most} bytes.`);
  else if (!isMethod(path)) answer(stream, status.UNIMPLEMENTED, 'The server has no such method.');
  else {
    stream.once('trailers', (_headers: IncomingHttpHeaders, _flags: number, rawTrailers: readonly string[] = []) => {
      if (size + headBytes(rawTrailers) > most) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
    return false;
  }
  return true;
};

/** Answers with trailers only, and reads no more than what is in transit. */
const answer = (stream: ServerHttp2Stream, code: status, message: string): void => {
  stream.once('error', () => undefined);
  stream.respond(
    {
      ':status': constants.HTTP_STATUS_OK,
      'content-type': 'application/grpc+proto',
      'grpc-status': code,
      'grpc-message': message,
    },
    { endStream: true },
  );
  stream.resume();
};
