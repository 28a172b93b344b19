import * as E from 'fp-ts/lib/Either.js';
import { realTimer, type Timer } from '../time/timer.js';
import { nextTurn, type Queue, type Turn, type Waiter, type Weight } from './turn.js';

/** Why a caller got no place. */
export type NotEntered = 'full' | 'waited_too_long' | 'aborted';

/** Gives a place back. Calling it again does nothing. */
export type Leave = () => void;

export interface LineLimits {
  /**
   * Places of a key. Where places are limited in all, take at most half of them: then no key holds more than half
   * while others wait.
   */
  readonly perKey: number;
  /** Places of all keys together; as many as there are keys where absent. */
  readonly inAll?: number;
  /** How many of the places may be taken by heavy work at once; all of them where absent. */
  readonly heavy?: number;
  /** How many may wait, a key. */
  readonly waiting: number;
  /** How long one may wait, in milliseconds. */
  readonly maxWait: number;
}

export interface Line<Key> {
  /**
   * Takes a place, at once where one is free. Waiters of one key go in the order they came. A free place that
   * several keys wait for goes to the key that has the fewest, and among equals they take turns, so that a busy key
   * never keeps the others out.
   * One whose signal aborts gives its turn away.
   */
  readonly enter: (key: Key, signal?: AbortSignal, weight?: Weight) => Promise<E.Either<NotEntered, Leave>>;
  /** How many keys are remembered: those with somebody in a place or waiting. */
  readonly keys: () => number;
  /** The keys with fewer places than they may have that wait all the same, each with how many more it would take. */
  readonly wanting: () => ReadonlyMap<Key, number>;
}

type LineQueue = Queue<Leave>;

/** Concurrency per key with a bounded line behind it; a key that is idle takes no memory. */
export const makeLine = <Key>(limits: LineLimits, timer: Timer = realTimer): Line<Key> => {
  const { perKey, inAll = Infinity, heavy = Infinity, waiting, maxWait } = limits;
  const queues = new Map<Key, LineQueue>();
  let running = 0;
  let runningHeavy = 0;
  let arrivals = 0;
  let turns = 0;

  const fits = (queue: LineQueue, weight: Weight): boolean =>
    queue.running < perKey && running < inAll && (weight === 'light' || runningHeavy < heavy);

  const take = (key: Key, queue: LineQueue, weight: Weight): Leave => {
    const count = (change: 1 | -1): void => {
      queue.running += change;
      running += change;
      if (weight === 'heavy') runningHeavy += change;
    };
    count(1);
    turns += 2;
    queue.turn = turns;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      count(-1);
      serveNext(key, queue);
      forgetIfIdle(key, queue);
    };
  };

  const forgetIfIdle = (key: Key, queue: LineQueue): void => {
    if (queue.running === 0 && queue.waiters.size === 0) queues.delete(key);
  };

  const serve = ({ key, queue, waiter }: Turn<Key, Leave>): void => {
    queue.waiters.delete(waiter);
    waiter.serve(take(key, queue, waiter.weight));
  };

  /** Hands on what was just freed: only its own key can use it, unless places are scarce in all. */
  const serveNext = (freedKey: Key, freed: LineQueue): void => {
    const candidates = inAll === Infinity && heavy === Infinity ? new Map([[freedKey, freed]]) : queues;
    // A place that only heavy work waited for can be free already, so one who leaves may let two in.
    for (let next = nextTurn(candidates, fits); next !== null; next = nextTurn(candidates, fits)) serve(next);
  };

  const wait = (
    key: Key,
    queue: LineQueue,
    signal: AbortSignal | undefined,
    weight: Weight,
  ): Promise<E.Either<NotEntered, Leave>> =>
    new Promise((resolve) => {
      const settle = (result: E.Either<NotEntered, Leave>): void => {
        queue.waiters.delete(waiter);
        stopTimer();
        signal?.removeEventListener('abort', abort);
        if (E.isLeft(result)) {
          // A heavy waiter that goes may have stood before a light one of its key, for which there is a place.
          if (weight === 'heavy') serveNext(key, queue);
          forgetIfIdle(key, queue);
        }
        resolve(result);
      };
      const abort = (): void => settle(E.left('aborted'));
      const waiter: Waiter<Leave> = { since: arrivals++, weight, serve: (leave) => settle(E.right(leave)) };
      const stopTimer = timer(maxWait, () => settle(E.left('waited_too_long')));
      signal?.addEventListener('abort', abort, { once: true });
      queue.waiters.add(waiter);
    });

  return {
    enter: async (key, signal, weight = 'light') => {
      if (signal?.aborted === true) return E.left('aborted');
      const queue = queues.get(key) ?? { running: 0, turn: turns - 1, waiters: new Set() };
      if (queue.waiters.size === 0 && fits(queue, weight)) {
        queues.set(key, queue);
        return E.right(take(key, queue, weight));
      }
      if (queue.waiters.size >= waiting) return E.left('full');
      queues.set(key, queue);
      return wait(key, queue, signal, weight);
    },
    keys: () => queues.size,
    wanting: () => {
      const wants = new Map<Key, number>();
      for (const [key, queue] of queues) {
        const more = Math.min(queue.waiters.size, perKey - queue.running);
        if (more > 0) wants.set(key, more);
      }
      return wants;
    },
  };
};
