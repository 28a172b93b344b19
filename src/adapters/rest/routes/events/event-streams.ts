import * as O from 'fp-ts/lib/Option.js';
import { type ServerResponse } from 'node:http';
import { MEGABYTE } from '../../../../domain/model/bytes.js';
import { unavailable } from '../../../../domain/model/errors.js';
import { SECOND } from '../../../../domain/model/time.js';
import { type Listening } from '../../../../domain/use-cases/listen-events/hub/listening.js';
import { type Time } from '../../../../kit/time/timer.js';
import { refuse } from '../../answer/refuse.js';
import { type RestContext } from '../../exchange/context.js';
import { accept, type Exchange } from '../../exchange/exchange.js';
import { commentFrame, sharedFrames } from './event-frame.js';
import { keepAlive } from './keep-alive.js';

/** The streams of events of one door. */
export interface EventStreams {
  /** Writes what is listened to, until it ends, the caller leaves, or the door stops. */
  readonly serve: (ctx: RestContext, listening: Listening) => Promise<void>;
}

/** A listener who does not read is cut off when so many bytes wait for it. It loses nothing by coming again. */
const MOST_WAITING = MEGABYTE;

/** How long the end of a stream may wait for a caller who does not read, in milliseconds. A stop must not. */
const LAST_WAIT = SECOND;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

export const makeEventStreams = (time: Time, stopping: AbortSignal): EventStreams => {
  const frameOf = sharedFrames();
  const open = new Set<Listening>();
  stopping.addEventListener('abort', () => open.forEach(({ end }) => end()), { once: true });

  const write = async (response: ServerResponse, listening: Listening, onLine: () => void): Promise<void> => {
    for (;;) {
      const batch = await listening.next();
      if (O.isNone(batch)) return;
      // One write to the socket for all of them.
      response.cork();
      batch.value.events.forEach((event) => response.write(frameOf(event)));
      response.uncork();
      onLine();
      if (response.writableLength > MOST_WAITING) return void response.socket?.resetAndDestroy();
      // What waits in the store costs nothing: a caller that catches up sets the pace.
      if (batch.value.more && response.writableNeedDrain) await Promise.race([drained(response), listening.ended]);
    }
  };

  /** A caller who does not read would else keep its connection, and a stop waiting. */
  const finish = ({ request, response }: Exchange): void => {
    if (response.destroyed) return;
    const cancel = time.timer(LAST_WAIT, () => void request.socket.resetAndDestroy());
    response.once('close', cancel).end(commentFrame('the stream ends here'));
  };

  return {
    serve: async (ctx, listening) => {
      if (stopping.aborted) {
        listening.end();
        return refuse(ctx, unavailable(undefined));
      }
      const { exchange } = ctx.state;
      const { response } = exchange;
      // Its caller has left while it was opened: no event will say so any more.
      if (response.destroyed) return listening.end();
      ctx.status = 200;
      ctx.set({ ...HEADERS, 'Last-Event-ID': listening.beginsBehind });
      if (ctx.method === 'HEAD') return listening.end();
      ctx.respond = false;
      accept(exchange);
      exchange.isStream = true;
      open.add(listening);
      response.once('close', listening.end);
      response.write(commentFrame('postcard'));
      const alive = keepAlive(time, () => void response.write(commentFrame('still here')));
      try {
        await write(response, listening, alive.onLine);
      } finally {
        alive.stop();
        open.delete(listening);
        listening.end();
        finish(exchange);
      }
    },
  };
};

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
