import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Exchange } from '../exchange/exchange.js';
import { announcesMore, tooLarge } from './body-fault.js';
import { beginReading } from './reading.js';

/** Reads a whole body without decoding it, up to a limit in bytes. */
export const rawBody = (exchange: Exchange, limit: number): Promise<E.Either<BodyFault, Buffer>> =>
  new Promise((resolve) => {
    const { request } = exchange;
    if (announcesMore(request, limit)) return resolve(tooLarge(limit));
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: E.Either<BodyFault, Buffer>): void => {
      reading.stop();
      request.off('data', onData).off('end', onEnd).pause();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) return finish(tooLarge(limit));
      chunks.push(chunk);
    };
    const onEnd = (): void => finish(E.right(Buffer.concat(chunks, size)));
    const reading = beginReading(exchange, (fault) => finish(E.left(fault)));
    request.on('data', onData).once('end', onEnd);
  });
