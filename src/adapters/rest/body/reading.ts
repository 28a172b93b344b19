import { type BodyFault } from '../../../domain/model/errors.js';
import { breakBody, CUT_SHORT, type Exchange } from '../exchange/exchange.js';

/** A body that is read until `stop`. */
export interface Reading {
  readonly stop: () => void;
}

/**
 * Begins to read a body, and sends "100 Continue" to a caller that waits for it. `onBroken` is called, at most once, if
 * the body is too slow, cut short, or badly framed.
 */
export const beginReading = (exchange: Exchange, onBroken: (fault: BodyFault) => void): Reading => {
  const { request, response, clock } = exchange;
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
  clock.watch(request, () => breakBody(exchange, { _tag: 'TooSlow' }));
  request.once('close', onClose);
  // The body may have broken before reading began.
  if (request.destroyed) setImmediate(onClose);
  if (exchange.broken !== null) setImmediate(exchange.onBroken, exchange.broken);
  if (awaitsContinue(exchange)) response.writeContinue();
  return { stop };
};

const awaitsContinue = ({ request }: Exchange): boolean =>
  request.httpVersionMinor > 0 && /(?:^|\W)100-continue(?:$|\W)/i.test(request.headers.expect ?? '');
