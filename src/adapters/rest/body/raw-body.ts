import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { breakBody, type Exchange, TOO_SLOW } from '../exchange/exchange.js';
import { announcesMore, tooLarge } from './body-fault.js';
import { FRAGMENTED, isFragmented } from './fragmented.js';
import { beginReading } from './reading.js';

/**
 * Reads a stranger's whole body without decoding it: up to `limit` bytes, within so many milliseconds. While it is not
 * whole, it counts in the budget of bodies.
 */
export const rawBody = (exchange: Exchange, limit: number, within: number): Promise<E.Either<BodyFault, Buffer>> =>
  new Promise((resolve) => {
    const { request, door } = exchange;
    if (announcesMore(request, limit)) return resolve(tooLarge(limit));
    const body = door.room.open();
    const holding = door.bodies.open(() => breakBody(exchange, TOO_SLOW));
    let size = 0;
    let pieces = 0;
    const finish = (result: E.Either<BodyFault, Buffer>): void => {
      reading.stop();
      holding.release();
      body.close();
      request.off('data', onData).off('end', onEnd).pause();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      pieces += 1;
      if (size > limit) return finish(tooLarge(limit));
      if (isFragmented(pieces, size)) return finish(E.left(FRAGMENTED));
      holding.hold(body.add(chunk));
    };
    const onEnd = (): void => finish(E.right(body.joined()));
    const reading = beginReading(exchange, (fault) => finish(E.left(fault)), within);
    request.on('data', onData).once('end', onEnd);
  });
