/** Stops and starts the reading of one connection. */
export interface Tap {
  readonly stop: () => void;
  readonly start: () => void;
}

/** One connection among those that share an event loop. */
export interface Reader {
  /** Something was read on this connection, and is worked off after this call. */
  readonly took: () => void;
  /** Whether it is not read at the moment, because others have their turn. */
  readonly isWaiting: () => boolean;
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
  /** How many connections are read again in one turn: those that have brought little lately, and the others. */
  readonly light: number;
  readonly heavy: number;
  /** Where many wait: one in so many of the light ones is read again in one turn. */
  readonly lightShare: number;
  /** How many reads make a connection a heavy one, and after how long without one it is light again, in milliseconds. */
  readonly lightReads: number;
  readonly restTime: number;
}

interface Entry {
  readonly tap: Tap;
  reads: number;
  readAt: number;
  /** The turn in which it was read last. */
  turn: number;
}

/** Connections that are stopped. A set keeps the order in which its members came. */
interface Line {
  readonly waiting: Set<Entry>;
  /** Those that were read in the turn in which they were stopped. They go behind all that wait. */
  readonly served: Set<Entry>;
}

const makeLine = (): Line => ({ waiting: new Set(), served: new Set() });

export const readingLimits: ReadingLimits = {
  turnTime: 10,
  acceptingTime: 2,
  light: 512,
  heavy: 8,
  lightShare: 16,
  lightReads: 8,
  restTime: 1_000,
};

export const makeReadingTurns = (
  { turnTime, acceptingTime, light, heavy, lightShare, lightReads, restTime }: ReadingLimits,
  now: () => number,
  nextTurn: (run: () => void) => void,
): ReadingTurns => {
  const open = new Set<Entry>();
  const lines = { light: makeLine(), heavy: makeLine() };
  let startedAt: number | null = null;
  let turn = 0;
  /** Since when turns have only accepted. */
  let acceptingSince: number | null = null;
  /** Whether a newcomer came in this turn, and in the turn before it. */
  let accepting = { now: false, before: false };

  const stopAll = (): void => {
    for (const entry of open) {
      entry.tap.stop();
      const line = entry.reads < lightReads ? lines.light : lines.heavy;
      (entry.turn === turn ? line.served : line.waiting).add(entry);
    }
    open.clear();
  };

  /** Those that were read last do not start beside others that were not: the system would name them first again. */
  const startSome = ({ waiting, served }: Line, count: number): void => {
    let left = count;
    for (const entry of waiting) {
      if (left === 0) break;
      left -= 1;
      waiting.delete(entry);
      open.add(entry);
      entry.tap.start();
    }
    for (const entry of served) waiting.add(entry);
    served.clear();
  };

  const isAnyStopped = (): boolean =>
    Object.values(lines).some(({ waiting, served }) => waiting.size + served.size > 0);

  const end = (): void => {
    startedAt = null;
    accepting = { now: false, before: accepting.now };
    if (!isAnyStopped()) return;
    acceptingSince = accepting.before ? (acceptingSince ?? now()) : null;
    if (acceptingSince === null || now() - acceptingSince >= turnTime) {
      acceptingSince = null;
      startSome(lines.light, Math.max(light, Math.ceil(lines.light.waiting.size / lightShare)));
      startSome(lines.heavy, heavy);
    }
    begin(now());
  };

  const isOver = (moment: number, from: number): boolean =>
    moment - from >= (accepting.now || accepting.before ? acceptingTime : turnTime);

  const begin = (moment: number): void => {
    startedAt = moment;
    turn += 1;
    nextTurn(end);
  };

  return {
    join: (tap) => {
      const entry: Entry = { tap, reads: 0, readAt: 0, turn: 0 };
      open.add(entry);
      accepting.now = true;
      if (startedAt === null) begin(now());
      return {
        took: () => {
          const moment = now();
          entry.reads = moment - entry.readAt > restTime ? 1 : entry.reads + 1;
          entry.readAt = moment;
          if (startedAt === null) begin(moment);
          entry.turn = turn;
          if (!isOver(moment, startedAt ?? moment)) return;
          if (open.size > 0) stopAll();
          // Something else may have started it since it was stopped.
          tap.stop();
        },
        isWaiting: () => !open.has(entry),
        leave: () => {
          for (const set of [open, lines.light.waiting, lines.light.served, lines.heavy.waiting, lines.heavy.served])
            set.delete(entry);
        },
      };
    },
  };
};
