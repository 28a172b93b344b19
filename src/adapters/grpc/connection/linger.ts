import { type ServerHttp2Stream } from 'node:http2';
import { type GrpcLimits } from '../contract/grpc-limits.js';

/**
 * A caller that has its answer should stop sending. Bytes in transit are read and dropped, up to a limit. If the caller
 * still sends then, the stream is reset (RFC 9113, 8.1). An immediate reset would overtake the answer.
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
    // Resets the stream with NO_ERROR. `close` would wait until the arrived bytes are read.
    const timer = setTimeout(() => stream.destroy(), lingerTime);
    stream.once('close', () => clearTimeout(timer));
  });
};
