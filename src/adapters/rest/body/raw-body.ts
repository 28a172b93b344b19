import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Exchange } from '../exchange/exchange.js';
import { malformed } from './body-fault.js';
import { beginReading } from './reading.js';

/** Reads a whole body as it is, up to a limit in bytes. */
export const rawBody = (exchange: Exchange, limit: number, tooLarge: string): Promise<E.Either<BodyFault, Buffer>> =>
  new Promise((resolve) => {
    const { request } = exchange;
    // Said to be too large: nobody needs to send it.
    if (Number(request.headers['content-length'] ?? 0) > limit) return resolve(malformed(tooLarge));
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: E.Either<BodyFault, Buffer>): void => {
      reading.stop();
      request.off('data', onData).off('end', onEnd).pause();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) return finish(malformed(tooLarge));
      chunks.push(chunk);
    };
    const onEnd = (): void => finish(E.right(Buffer.concat(chunks, size)));
    const reading = beginReading(exchange, (message) => finish(malformed(message)));
    request.on('data', onData).once('end', onEnd);
  });
