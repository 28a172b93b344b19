import { constants, type ServerHttp2Stream } from 'node:http2';
import { type GrpcLimits } from './grpc-limits.js';

/**
 * A caller that has its answer should stop sending. What it had under way is read and dropped, up to a limit; if it
 * has not ended then, it is told to stop (RFC 9113, 8.1). Not at once: the reset would overtake the answer.
 */
export const lingerThenStop = (
  stream: ServerHttp2Stream,
  { lingerBytes, lingerTime }: Pick<GrpcLimits, 'lingerBytes' | 'lingerTime'>,
): void => {
  stream.once('finish', () => {
    if (stream.readableEnded || stream.destroyed) return;
    let read = 0;
    stream.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > lingerBytes) stream.pause();
    });
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), lingerTime);
    stream.once('close', () => clearTimeout(timer));
  });
};
