import { type Valve } from './valve.js';

/** How much of one connection is done in one turn of the loop. */
export interface PaceLimits {
  readonly turnPieces: number;
  /** In milliseconds. */
  readonly turnTime: number;
}

/** The turns of one connection: whatever it sends, other connections have theirs (SAFETY.md N1). */
export interface Pace {
  /** Counts what has been taken already. Where it is too much, the connection is read again in the next turn. */
  readonly took: () => void;
  /** Runs this now, or in a later turn where this turn's work is done. `weight` is in pieces. */
  readonly inTurn: (run: () => void, weight: number) => void;
}

/** How many connections have work that waits for a later turn. They share one connection's turn. */
export interface Crowd {
  waiting: number;
}

export const makePace = (
  { turnPieces, turnTime }: PaceLimits,
  { stop, start }: Valve,
  now: () => number,
  nextTurn: (run: () => void) => void,
  crowd: Crowd,
): Pace => {
  const waiting: { readonly run: () => void; readonly weight: number }[] = [];
  let running = false;
  let inCrowd = false;
  let taken = 0;
  let startedAt = 0;

  const isOver = (): boolean => {
    // A connection that asks for little does not wait for those that ask for much.
    const share = inCrowd ? 1 / crowd.waiting : 1;
    return taken >= turnPieces * share || now() - startedAt >= turnTime * share;
  };

  const begin = (): void => {
    if (running) return;
    running = true;
    taken = 0;
    startedAt = now();
    nextTurn(end);
  };

  const end = (): void => {
    running = false;
    if (waiting.length === 0) return start('turn');
    begin();
    do {
      const { run, weight } = waiting.shift() ?? NOTHING;
      taken += weight;
      run();
    } while (waiting.length > 0 && !isOver());
    if (waiting.length > 0) return;
    crowd.waiting -= 1;
    inCrowd = false;
  };

  return {
    took: () => {
      begin();
      taken += 1;
      if (isOver()) stop('turn');
    },
    inTurn: (run, weight) => {
      begin();
      if (waiting.length === 0 && !isOver()) {
        taken += weight;
        return run();
      }
      if (!inCrowd) crowd.waiting += 1;
      inCrowd = true;
      waiting.push({ run, weight });
      stop('turn');
    },
  };
};

const NOTHING = { run: (): void => undefined, weight: 0 };
