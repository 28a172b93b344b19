import { type BodyFault } from '../../../domain/model/errors.js';
import { breakBody, CUT_SHORT, type Exchange, TOO_SLOW } from '../exchange/exchange.js';

/** A body that is read until `stop`. */
export interface Reading {
  readonly stop: () => void;
}

/**
 * Begins to read a body, and sends "100 Continue" to a caller that waits for it. `onBroken` is called, at most once, if
 * the body is too slow, cut short, or badly framed. A body that has to be whole `within` so many milliseconds is too slow
 * after them, whatever its pace.
 */
export const beginReading = (exchange: Exchange, onBroken: (fault: BodyFault) => void, within?: number): Reading => {
  const { request, response } = exchange;
  const { clock } = exchange.door;
  const onClose = (): void => {
    if (!request.complete) breakBody(exchange, CUT_SHORT);
  };
  const stop = (): void => {
    exchange.onBroken = null;
    clock.unwatch(request);
    request.off('close', onClose);
  };
  exchange.onBroken = (fault) => {
    stop();
    onBroken(fault);
  };
  clock.watch(request, () => breakBody(exchange, TOO_SLOW), within);
  request.once('close', onClose);
  // The body may have broken before reading began.
  if (request.destroyed) setImmediate(onClose);
  if (exchange.broken !== null) setImmediate(exchange.onBroken, exchange.broken);
  if (awaitsContinue(exchange)) response.writeContinue();
  return { stop };
};

const awaitsContinue = ({ request }: Exchange): boolean =>
  request.httpVersionMinor > 0 && /(?:^|\W)100-continue(?:$|\W)/i.test(request.headers.expect ?? '');
