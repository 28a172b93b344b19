import { type ReadingLimits } from './reading-limits.js';
import { makeReadingLine } from './reading-line.js';

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
  /** Whether this turn belongs to newcomers. What can wait then waits for a turn that does not. */
  readonly isForNewcomers: () => boolean;
}

interface Entry {
  readonly tap: Tap;
  /** How often it was read in all, and since its last rest. */
  total: number;
  reads: number;
  readAt: number;
  /** The turn in which it was read last. */
  turn: number;
}

export const makeReadingTurns = (
  {
    turnTime,
    newcomersTurn,
    newcomersTime,
    newcomers,
    firstReads,
    longest,
    light,
    heavy,
    lightReads,
    restTime,
  }: ReadingLimits,
  now: () => number,
  nextTurn: (run: () => void) => void,
): ReadingTurns => {
  /** The latest newcomers, the oldest first. They are read though others wait. */
  const fresh = new Set<Entry>();
  const open = new Set<Entry>();
  const lines = { light: makeReadingLine<Entry>(), heavy: makeReadingLine<Entry>() };
  const bothLines = Object.values(lines);
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
    line.add(entry, entry.turn === turn);
  };

  const start = (entry: Entry): void => {
    open.add(entry);
    entry.tap.start();
  };

  const end = (): void => {
    startedAt = null;
    const moment = now();
    newcomersSince = hasNewcomer ? (newcomersSince ?? moment) : null;
    hasNewcomer = false;
    if (newcomersSince !== null && moment - newcomersSince < newcomersTime) {
      for (const line of bothLines) line.lineUp();
      return begin(moment);
    }
    newcomersSince = null;
    if (bothLines.every((line) => line.isEmpty())) return;
    lightNow = wasLong ? Math.max(light.least, Math.floor(lightNow / 2)) : Math.min(light.most, lightNow * 2);
    wasLong = false;
    [...lines.light.take(lightNow), ...lines.heavy.take(heavy)].forEach(start);
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

  /** It is a newcomer no more. */
  const settle = (entry: Entry): void => {
    fresh.delete(entry);
    open.add(entry);
    if (isForNewcomers() || isOver(now())) stop(entry);
  };

  const isForNewcomers = (): boolean => newcomersSince !== null;

  const timeTaken = (moment: number): number => moment - (startedAt ?? moment);

  const isOver = (moment: number): boolean => timeTaken(moment) >= (isForNewcomers() ? newcomersTurn : turnTime);

  /** Lets it wait if it is not its turn, and all others if the turn is over. */
  const yieldTurn = (entry: Entry, moment: number): void => {
    const isLong = isOver(moment);
    if (open.has(entry)) {
      if (isForNewcomers()) stop(entry);
    } else if (isLong || isForNewcomers()) {
      // Something else may have started it since it was stopped.
      entry.tap.stop();
    }
    if (isLong) stopAll();
  };

  const join = (tap: Tap): Reader => {
    const entry: Entry = { tap, total: 0, reads: 0, readAt: 0, turn: 0 };
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
        entry.total += 1;
        if (startedAt === null) begin(moment);
        entry.turn = turn;
        if (fresh.has(entry)) {
          if (entry.total >= firstReads) settle(entry);
          if (timeTaken(moment) >= longest) fresh.forEach(settle);
          return;
        }
        yieldTurn(entry, moment);
      },
      isWaiting: () => !open.has(entry) && !fresh.has(entry),
      leave: () => {
        fresh.delete(entry);
        open.delete(entry);
        for (const line of bothLines) line.leave(entry);
        // Ends come as reads do, and thousands may come at once.
        const moment = now();
        if (startedAt === null) begin(moment);
        if (isOver(moment)) stopAll();
      },
    };
  };

  return { join, isForNewcomers };
};
