import { type ServerHttp2Stream } from 'node:http2';
import { type GrpcLimits } from '../contract/grpc-limits.js';

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
    // Resets it with NO_ERROR; `close` would wait until what has arrived is read.
    const timer = setTimeout(() => stream.destroy(), lingerTime);
    stream.once('close', () => clearTimeout(timer));
  });
};
