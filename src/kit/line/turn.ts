/** How much of what is scarce besides places one takes: at most so many `heavy` ones run at once. */
export type Weight = 'light' | 'heavy';

export interface Waiter<Served> {
  /** Its number in the order of coming. */
  readonly since: number;
  readonly weight: Weight;
  readonly serve: (place: Served) => void;
}

/** One key's callers. */
export interface Queue<Served> {
  running: number;
  /** Grows with each place that is taken: when this key last took one, or came, which counts as just before that. */
  turn: number;
  /** In the order they came; a set, so that one in the middle can leave. */
  readonly waiters: Set<Waiter<Served>>;
}

/** The key whose first waiter is next. */
export interface Turn<Key, Served> {
  readonly key: Key;
  readonly queue: Queue<Served>;
  readonly waiter: Waiter<Served>;
}

/**
 * Among the waiters that are first of their key and fit: of the key with the fewest places; of several
 * such keys, that whose last turn is longest ago.
 */
export const nextTurn = <Key, Served>(
  queues: ReadonlyMap<Key, Queue<Served>>,
  fits: (queue: Queue<Served>, weight: Weight) => boolean,
): Turn<Key, Served> | null => {
  let best: Turn<Key, Served> | null = null;
  for (const [key, queue] of queues) {
    const [waiter] = queue.waiters;
    if (waiter === undefined || !fits(queue, waiter.weight)) continue;
    const turn = { key, queue, waiter };
    if (best === null || isBefore(turn, best)) best = turn;
  }
  return best;
};

const isBefore = (one: Turn<unknown, never>, other: Turn<unknown, never>): boolean =>
  (one.queue.running - other.queue.running ||
    one.queue.turn - other.queue.turn ||
    one.waiter.since - other.waiter.since) < 0;
