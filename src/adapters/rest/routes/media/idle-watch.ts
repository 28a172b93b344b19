import { type Bytes } from '../../../../domain/model/bytes.js';

/** Looks after bytes that somebody takes: who has taken none for a while is given up. */
export interface IdleWatch {
  /** The same bytes in steps; each that is asked for begins the time anew. */
  readonly over: (bytes: Bytes) => AsyncGenerator<Uint8Array>;
  readonly stop: () => void;
}

/** As small a step as costs no speed: who takes less than that in the whole time counts as idle. */
const STEP = 64 * 1_024;

/**
 * A timeout of the socket would not do: Node begins it anew for whatever the other side writes, so that one who
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
