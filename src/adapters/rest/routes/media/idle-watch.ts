import { type Bytes } from '../../../../domain/model/bytes.js';

/** Watches a client that downloads bytes. A client that takes none for a while is cut off. */
export interface IdleWatch {
  /** The same bytes in steps. Each pull restarts the time. */
  readonly over: (bytes: Bytes) => AsyncGenerator<Uint8Array>;
  readonly stop: () => void;
}

/** The smallest step that costs no speed. A client that takes less than this in the whole time counts as idle. */
const STEP = 64 * 1_024;

/**
 * A timeout of the socket does not work here: Node restarts it for every byte that the client writes, so a client that
 * writes and never reads could keep a download open for ever.
 */
export const watchIdle = (idleTime: number, giveUp: () => void): IdleWatch => {
  const timer = setTimeout(giveUp, idleTime);
  return {
    over: async function* (bytes) {
      for await (const piece of bytes)
        for (let start = 0; start < piece.length; start += STEP) {
          timer.refresh();
          yield piece.subarray(start, start + STEP);
        }
    },
    stop: () => clearTimeout(timer),
  };
};
