import { type Socket } from 'node:net';
import { type Tap } from './reading-turns.js';

/** What `net` knows of a socket. `reading` is whether its stream wants to be read; null once the socket is closed. */
interface Handled {
  readonly _handle: { readonly reading: boolean; readonly readStop: () => void; readonly readStart: () => void } | null;
}

export interface SocketTap extends Tap {
  /** From now on something else than the socket's stream reads its handle, as HTTP/2 does. */
  readonly handOver: () => void;
}

/**
 * Stops and starts the reading of a socket behind its stream's back, by the handle's own methods. Where the stream does
 * not want to be read, the handle is left alone: the stream would fail to start it when it is started already.
 */
export const tapOf = (socket: Socket): SocketTap => {
  let isHandedOver = false;
  const handle = (): Handled['_handle'] => {
    const { _handle } = socket as unknown as Handled;
    return isHandedOver || _handle?.reading === true ? _handle : null;
  };
  return {
    stop: () => handle()?.readStop(),
    start: () => handle()?.readStart(),
    handOver: () => {
      isHandedOver = true;
    },
  };
};
