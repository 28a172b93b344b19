import { type Clock } from '../../ports/clock.js';

/** Work that waits in line. Each item is worked on once at a time, however often it is added. */
export interface WorkLine<Item> {
  /** Puts an item at the end, unless it waits already. What is being worked on is worked on once more. */
  readonly add: (item: Item) => void;
}

/** Works on `atOnce` items at a time, and lets others have their turn of the event loop after each. */
export const makeWorkLine = <Item>(
  { sleep }: Pick<Clock, 'sleep'>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): WorkLine<Item> => {
  const waiting = new Set<Item>();
  const working = new Set<Item>();
  let workers = 0;

  const serve = async (): Promise<void> => {
    workers += 1;
    for (const item of waiting) {
      // Another worker has it: it comes again when that one is done.
      if (working.has(item)) continue;
      waiting.delete(item);
      working.add(item);
      await work(item);
      await sleep(0)();
      working.delete(item);
      // It was added meanwhile: to the end, or nobody would come by it again.
      if (waiting.delete(item)) waiting.add(item);
    }
    workers -= 1;
  };

  return {
    add: (item) => {
      waiting.add(item);
      if (workers < atOnce) void serve();
    },
  };
};
