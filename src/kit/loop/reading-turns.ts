/** Stops and starts the reading of one connection. */
export interface Tap {
  readonly stop: () => void;
  readonly start: () => void;
}

/** One connection among those that share an event loop. */
export interface Reader {
  /** Something was read on this connection, and is worked off after this call. */
  readonly took: () => void;
  readonly leave: () => void;
}

/**
 * Shares the event loop among the connections of a door. The system reports many readable connections at once, and all
 * of them would be read in one turn of the loop. Where a turn takes too long, the others are stopped, and read in later
 * turns, a few at a time (SAFETY.md N1).
 */
export interface ReadingTurns {
  readonly join: (tap: Tap) => Reader;
}

export interface ReadingLimits {
  /**
   * How long the reading of one turn may take, in milliseconds, before what is left waits. It is shorter while newcomers
   * come: libuv accepts one connection in each turn, so long turns would keep them in the system's queue.
   */
  readonly turnTime: number;
  readonly acceptingTime: number;
  /** For how many turns newcomers are accepted one after the other before others are read again. */
  readonly acceptingTurns: number;
  /** How many connections are read again in one turn: those that have brought little lately, and the others. */
  readonly light: number;
  readonly heavy: number;
  /** How many reads make a connection a heavy one, and after how long without one it is light again, in milliseconds. */
  readonly lightReads: number;
  readonly restTime: number;
}

interface Entry {
  readonly tap: Tap;
  reads: number;
  readAt: number;
}

export const readingLimits: ReadingLimits = {
  turnTime: 10,
  acceptingTime: 2,
  acceptingTurns: 32,
  light: 32,
  heavy: 8,
  lightReads: 8,
  restTime: 1_000,
};

export const makeReadingTurns = (
  { turnTime, acceptingTime, acceptingTurns, light, heavy, lightReads, restTime }: ReadingLimits,
  now: () => number,
  nextTurn: (run: () => void) => void,
): ReadingTurns => {
  // A set keeps the order in which its members came.
  const open = new Set<Entry>();
  const waiting = { light: new Set<Entry>(), heavy: new Set<Entry>() };
  let startedAt: number | null = null;
  let acceptedOnly = 0;
  /** Whether a newcomer came in this turn, and in the turn before it. */
  let accepting = { now: false, before: false };

  const stopAll = (): void => {
    for (const entry of open) {
      entry.tap.stop();
      (entry.reads < lightReads ? waiting.light : waiting.heavy).add(entry);
    }
    open.clear();
  };

  const startSome = (line: Set<Entry>, count: number): void => {
    let left = count;
    for (const entry of line) {
      if (left === 0) return;
      left -= 1;
      line.delete(entry);
      open.add(entry);
      entry.tap.start();
    }
  };

  const end = (): void => {
    startedAt = null;
    accepting = { now: false, before: accepting.now };
    if (accepting.before && waiting.light.size + waiting.heavy.size > 0 && acceptedOnly < acceptingTurns) {
      acceptedOnly += 1;
      return begin(now());
    }
    acceptedOnly = 0;
    startSome(waiting.light, light);
    startSome(waiting.heavy, heavy);
    if (waiting.light.size + waiting.heavy.size > 0) begin(now());
  };

  const isOver = (moment: number, from: number): boolean =>
    moment - from >= (accepting.now || accepting.before ? acceptingTime : turnTime);

  const begin = (moment: number): void => {
    startedAt = moment;
    nextTurn(end);
  };

  return {
    join: (tap) => {
      const entry: Entry = { tap, reads: 0, readAt: 0 };
      open.add(entry);
      accepting.now = true;
      return {
        took: () => {
          const moment = now();
          entry.reads = moment - entry.readAt > restTime ? 1 : entry.reads + 1;
          entry.readAt = moment;
          if (startedAt === null) return begin(moment);
          if (!isOver(moment, startedAt)) return;
          if (open.size > 0) stopAll();
          // Something else may have started it since it was stopped.
          else tap.stop();
        },
        leave: () => {
          open.delete(entry);
          waiting.light.delete(entry);
          waiting.heavy.delete(entry);
        },
      };
    },
  };
};
