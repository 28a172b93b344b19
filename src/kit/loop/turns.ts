/** Work that is done a piece at a time, so that everything else has its turn in between. */
export interface Turns {
  /** Whether nothing waits. */
  readonly isIdle: () => boolean;
  /** Queues `piece`, unless it is queued already. It is called once, and may queue itself again. */
  readonly add: (piece: () => void) => void;
}

/** How long the pieces of one turn of the event loop may take together, in milliseconds. SAFETY.md N1 allows 10. */
const TURN = 2;

/**
 * One queue for all connections of a door. In one turn of the event loop the pieces of all of them together take a few
 * milliseconds, however many connections wait. Each comes again only after all others. In a turn for newcomers all of
 * them wait.
 */
export const makeTurns = (now: () => number, isForNewcomers: () => boolean = () => false): Turns => {
  const queue = new Set<() => void>();
  let isDue = false;

  const begin = (): void => {
    if (isForNewcomers()) {
      setImmediate(begin);
      return;
    }
    const until = now() + TURN;
    const step = (): void => {
      const [piece] = queue;
      if (piece !== undefined) {
        queue.delete(piece);
        piece();
      }
      if (queue.size === 0) isDue = false;
      // What readers do with a piece counts: they run as microtasks, and all of these run before the next tick.
      else queueMicrotask(() => process.nextTick(goOn));
    };
    const goOn = (): void => {
      if (now() < until) step();
      else setImmediate(begin);
    };
    step();
  };

  return {
    isIdle: () => queue.size === 0,
    add: (piece) => {
      queue.add(piece);
      if (isDue) return;
      isDue = true;
      setImmediate(begin);
    },
  };
};
