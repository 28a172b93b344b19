import { type Turns } from '../../../kit/loop/turns.js';
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
  /**
   * Runs this now, or in a later turn where this turn's work is done or work of other connections waits. `weight` is in
   * pieces.
   */
  readonly inTurn: (run: () => void, weight: number) => void;
}

export const makePace = (
  { turnPieces, turnTime }: PaceLimits,
  { stop, start }: Valve,
  turns: Turns,
  now: () => number,
  nextTurn: (run: () => void) => void,
): Pace => {
  const waiting: (() => void)[] = [];
  let running = false;
  let taken = 0;
  let startedAt = 0;

  const isOver = (): boolean => taken >= turnPieces || now() - startedAt >= turnTime;

  const begin = (): void => {
    if (running) return;
    running = true;
    taken = 0;
    startedAt = now();
    nextTurn(end);
  };

  const end = (): void => {
    running = false;
    if (waiting.length === 0) start('turn');
  };

  const next = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) turns.add(next);
    else if (!running) start('turn');
  };

  return {
    took: () => {
      begin();
      taken += 1;
      if (isOver()) stop('turn');
    },
    inTurn: (run, weight) => {
      begin();
      if (waiting.length === 0 && turns.isIdle() && !isOver()) {
        taken += weight;
        return run();
      }
      waiting.push(run);
      stop('turn');
      turns.add(next);
    },
  };
};
