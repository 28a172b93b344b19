import * as E from 'fp-ts/lib/Either.js';
import { realTimer, type Timer } from './time/timer.js';

/** Why a caller got no place. */
export type NotEntered = 'full' | 'waited_too_long' | 'aborted';

/** Gives a place back. Calling it again does nothing. */
export type Leave = () => void;

export interface LineLimits {
  /** Places a key. */
  readonly perKey: number;
  /** Places of all keys together; as many as there are keys where absent. */
  readonly inAll?: number;
  /** How many may wait, a key. */
  readonly waiting: number;
  /** How long one may wait, in milliseconds. */
  readonly maxWait: number;
}

export interface Line<Key> {
  /**
   * Takes a place, at once where one is free. Waiters of one key go in the order they came. A free place that
   * several keys wait for goes to the key that has the fewest, so that a busy key never keeps the others out.
   * One whose signal aborts gives its turn away.
   */
  readonly enter: (key: Key, signal?: AbortSignal) => Promise<E.Either<NotEntered, Leave>>;
  /** How many keys are remembered: those with somebody in a place or waiting. */
  readonly keys: () => number;
}

interface Queue {
  running: number;
  /** In the order they came; a set, so that one in the middle can leave. */
  readonly waiters: Set<Waiter>;
}

interface Waiter {
  readonly since: number;
  readonly serve: (leave: Leave) => void;
}

/** Concurrency per key with a bounded line behind it; a key that is idle takes no memory. */
export const makeLine = <Key>(limits: LineLimits, timer: Timer = realTimer): Line<Key> => {
  const { perKey, inAll = Infinity, waiting, maxWait } = limits;
  const queues = new Map<Key, Queue>();
  let running = 0;
  let arrivals = 0;

  const take = (key: Key, queue: Queue): Leave => {
    queue.running += 1;
    running += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      queue.running -= 1;
      running -= 1;
      serveNext(key, queue);
      forgetIfIdle(key, queue);
    };
  };

  const forgetIfIdle = (key: Key, queue: Queue): void => {
    if (queue.running === 0 && queue.waiters.size === 0) queues.delete(key);
  };

  const serve = (key: Key, queue: Queue): void => {
    const [first] = queue.waiters;
    if (first === undefined) return;
    queue.waiters.delete(first);
    first.serve(take(key, queue));
  };

  /** Hands on the place that was just freed: only its own key can use it, unless places are scarce in all. */
  const serveNext = (freedKey: Key, freed: Queue): void => {
    if (inAll === Infinity) {
      serve(freedKey, freed);
      return;
    }
    const next = neediest(queues, perKey);
    if (next !== null) serve(...next);
  };

  const wait = (key: Key, queue: Queue, signal: AbortSignal | undefined): Promise<E.Either<NotEntered, Leave>> =>
    new Promise((resolve) => {
      const settle = (result: E.Either<NotEntered, Leave>): void => {
        queue.waiters.delete(waiter);
        stopTimer();
        signal?.removeEventListener('abort', abort);
        if (E.isLeft(result)) forgetIfIdle(key, queue);
        resolve(result);
      };
      const abort = (): void => settle(E.left('aborted'));
      const waiter: Waiter = { since: arrivals++, serve: (leave) => settle(E.right(leave)) };
      const stopTimer = timer(maxWait, () => settle(E.left('waited_too_long')));
      signal?.addEventListener('abort', abort, { once: true });
      queue.waiters.add(waiter);
    });

  return {
    enter: async (key, signal) => {
      if (signal?.aborted === true) return E.left('aborted');
      const queue = queues.get(key) ?? { running: 0, waiters: new Set() };
      if (queue.running < perKey && running < inAll) {
        queues.set(key, queue);
        return E.right(take(key, queue));
      }
      if (queue.waiters.size >= waiting) return E.left('full');
      queues.set(key, queue);
      return wait(key, queue, signal);
    },
    keys: () => queues.size,
  };
};

/** Among the keys that wait and may have one more: the one with the fewest places, then the longest wait. */
const neediest = <Key>(queues: ReadonlyMap<Key, Queue>, perKey: number): [Key, Queue] | null => {
  let best: { key: Key; queue: Queue; since: number } | null = null;
  for (const [key, queue] of queues) {
    const [first] = queue.waiters;
    if (first === undefined || queue.running >= perKey) continue;
    const { since } = first;
    if (
      best === null ||
      queue.running < best.queue.running ||
      (queue.running === best.queue.running && since < best.since)
    ) {
      best = { key, queue, since };
    }
  }
  return best === null ? null : [best.key, best.queue];
};
