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
 * Shares the event loop among all connections. The system reports many readable connections at once, and all of them
 * would be read in one turn of the loop. Where a turn takes too long, the others are stopped, and read in later turns, a
 * few at a time (SAFETY.md N1). libuv accepts one connection of a door in each turn. So while newcomers come, turns are
 * kept short: for a moment only newcomers are read, then the others have a whole turn, and so on.
 */
export interface ReadingTurns {
  readonly join: (tap: Tap) => Reader;
  /** Whether this turn belongs to newcomers. What can wait then waits, for `turnTime` at most. */
  readonly isForNewcomers: () => boolean;
}

export interface ReadingLimits {
  /** How long the reading of one turn may take before what is left waits, and newcomers alone are read, in milliseconds. */
  readonly turnTime: number;
  /** Of how many newcomers the first reads come before all others, and how many reads of each. */
  readonly newcomers: number;
  readonly firstReads: number;
  /** How long the reading of one turn may take before newcomers wait too, in milliseconds. */
  readonly longest: number;
  /**
   * How many of those that have brought little lately are read again in one turn. Most have nothing to say, so many are
   * started at once; where that makes the turn too long, half as many next time, so that few lose their place in line.
   */
  readonly light: { readonly most: number; readonly least: number };
  /** How many of the others. */
  readonly heavy: number;
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
  newcomers: 64,
  firstReads: 8,
  longest: 20,
  light: { most: 512, least: 32 },
  heavy: 8,
  lightReads: 8,
  restTime: 1_000,
};

export const makeReadingTurns = (
  { turnTime, newcomers, firstReads, longest, light, heavy, lightReads, restTime }: ReadingLimits,
  now: () => number,
  nextTurn: (run: () => void) => void,
): ReadingTurns => {
  /** The latest newcomers, the oldest first. They are read though others wait. */
  const fresh = new Set<Entry>();
  const open = new Set<Entry>();
  const lines = { light: makeLine(), heavy: makeLine() };
  let startedAt: number | null = null;
  let turn = 0;
  let lightNow = light.most;
  let wasLong = false;
  let hasNewcomer = false;
  /** Since when turns have been for newcomers. */
  let newcomersSince: number | null = null;

  const stop = (entry: Entry): void => {
    open.delete(entry);
    entry.tap.stop();
    const line = entry.reads < lightReads ? lines.light : lines.heavy;
    (entry.turn === turn ? line.served : line.waiting).add(entry);
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
    const moment = now();
    newcomersSince = hasNewcomer ? (newcomersSince ?? moment) : null;
    hasNewcomer = false;
    if (newcomersSince !== null && moment - newcomersSince < turnTime) return begin(moment);
    newcomersSince = null;
    if (!isAnyStopped()) return;
    lightNow = wasLong ? Math.max(light.least, lightNow / 2) : Math.min(light.most, lightNow * 2);
    wasLong = false;
    startSome(lines.light, lightNow);
    startSome(lines.heavy, heavy);
    begin(now());
  };

  const begin = (moment: number): void => {
    startedAt = moment;
    turn += 1;
    nextTurn(end);
  };

  const stopAll = (): void => {
    wasLong ||= !isForNewcomers();
    open.forEach(stop);
  };

  /** The oldest newcomer makes room for the latest. */
  const settle = (entry: Entry): void => {
    fresh.delete(entry);
    open.add(entry);
    if (isOver(now())) stop(entry);
  };

  const isForNewcomers = (): boolean => newcomersSince !== null;

  const timeTaken = (moment: number): number => moment - (startedAt ?? moment);

  const isOver = (moment: number): boolean => isForNewcomers() || timeTaken(moment) >= turnTime;

  const join = (tap: Tap): Reader => {
    const entry: Entry = { tap, reads: 0, readAt: 0, turn: 0 };
    fresh.add(entry);
    const [oldest] = fresh;
    if (fresh.size > newcomers && oldest !== undefined) settle(oldest);
    hasNewcomer = true;
    if (startedAt === null) begin(now());
    return {
      took: () => {
        const moment = now();
        entry.reads = moment - entry.readAt > restTime ? 1 : entry.reads + 1;
        entry.readAt = moment;
        if (startedAt === null) begin(moment);
        entry.turn = turn;
        if (fresh.has(entry)) {
          if (entry.reads >= firstReads) settle(entry);
          if (timeTaken(moment) >= longest) fresh.forEach(settle);
          return;
        }
        if (!isOver(moment)) return;
        // Something else may have started it since it was stopped.
        if (!open.has(entry)) tap.stop();
        stopAll();
      },
      isWaiting: () => !open.has(entry) && !fresh.has(entry),
      leave: () => {
        const { light, heavy } = lines;
        for (const set of [fresh, open, light.waiting, light.served, heavy.waiting, heavy.served]) set.delete(entry);
        // Ends come as reads do, and thousands may come at once.
        const moment = now();
        if (startedAt === null) begin(moment);
        if (isOver(moment)) stopAll();
      },
    };
  };

  return { join, isForNewcomers };
};
