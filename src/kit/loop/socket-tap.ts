import { type Socket } from 'node:net';
import { type Tap } from './reading-turns.js';

/** What `net` knows of a socket. */
interface Handle {
  /** Whether its stream wants to be read. */
  readonly reading: boolean;
  /** Bytes that the system has not taken yet. */
  readonly writeQueueSize: number;
  readonly readStop: () => void;
  readonly readStart: () => void;
}

export interface SocketTap extends Tap {
  /** From now on HTTP/2 reads the socket's handle itself. */
  readonly handOver: () => void;
}

/** When it is looked again whether HTTP/2 has written what it must before it reads, in milliseconds. */
const LOOK_AGAIN = 100;

/**
 * Stops and starts the reading of a socket behind its stream's back, by the handle's own methods. Where the stream does
 * not want to be read, the handle is left alone: the stream would fail to start it when it is started already.
 *
 * HTTP/2 does not read while it writes. Started then, it would read a frame at a time, and keep and copy the rest of
 * each read, without a bound.
 */
export const tapOf = (socket: Socket): SocketTap => {
  let isHandedOver = false;
  let again: NodeJS.Timeout | undefined;
  // Null once the socket is closed.
  const handle = (): Handle | null => {
    const { _handle } = socket as unknown as { readonly _handle: Handle | null };
    return isHandedOver || _handle?.reading === true ? _handle : null;
  };
  const start = (): void => {
    const found = handle();
    if (isHandedOver && found !== null && found.writeQueueSize > 0) again = setTimeout(start, LOOK_AGAIN).unref();
    else found?.readStart();
  };
  return {
    stop: () => {
      clearTimeout(again);
      handle()?.readStop();
    },
    start: () => {
      clearTimeout(again);
      start();
    },
    handOver: () => {
      isHandedOver = true;
    },
  };
};
