import { breakBody, type Exchange } from '../exchange/exchange.js';

/** Somebody reads the body, until they stop. */
export interface Reading {
  readonly stop: () => void;
}

/**
 * Begins to read a body: only now is a caller that waits for "100 Continue" told to send. `onBroken` is called,
 * at most once, where the body will not come to its end: too slow, cut off, or not proper HTTP.
 */
export const beginReading = (exchange: Exchange, onBroken: (message: string) => void): Reading => {
  const { request, response, clock } = exchange;
  const onClose = (): void => {
    if (!request.complete) breakBody(exchange, 'ended before it was complete');
  };
  const stop = (): void => {
    exchange.onBroken = null;
    clock.unwatch(request);
    request.off('close', onClose);
  };
  exchange.onBroken = (message) => {
    stop();
    onBroken(message);
  };
  clock.watch(request, () => breakBody(exchange, 'came too slowly', 'TooSlow'));
  request.once('close', onClose);
  // It may have happened before anybody read.
  if (request.destroyed) setImmediate(onClose);
  if (exchange.broken !== null) setImmediate(exchange.onBroken, exchange.broken);
  if (awaitsContinue(exchange)) response.writeContinue();
  return { stop };
};

const awaitsContinue = ({ request }: Exchange): boolean =>
  request.httpVersionMinor > 0 && /(?:^|\W)100-continue(?:$|\W)/i.test(request.headers.expect ?? '');
