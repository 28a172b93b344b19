import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { type Time } from '../time/timer.js';

/** By how much the old objects may grow before V8 collects them, in percent. It lets them grow up to fourfold itself. */
const GROWTH = 100;
/** The same while a door is flooded. */
const FLOODED_GROWTH = 20;
/** How many bytes they may grow by, where that is less. A hostile caller's dead objects would stay for minutes. */
const ROOM = 32 * 1_024 * 1_024;

/** How many calls a second are a flood, and for how long it is one after the last such second, in milliseconds. */
const FLOOD = 1_000;
const SECOND = 1_000;
const CALM = 5 * SECOND;

let isFlooded = false;

/** The growth, in percent, for a heap of which so many bytes are in use. */
export const growthOf = (used: number, flooded: boolean): number =>
  flooded ? FLOODED_GROWTH : Math.round(Math.min(GROWTH, Math.max(FLOODED_GROWTH, (100 * ROOM) / used)));

/** V8 reads it at the end of each collection. */
const setGrowth = (): void =>
  setFlagsFromString(`--heap-growing-percent=${growthOf(getHeapStatistics().used_heap_size, isFlooded)}`);

const setFlooded = (flooded: boolean): void => {
  isFlooded = flooded;
  setGrowth();
};

const isMajor = (entry: PerformanceEntry & { readonly detail?: unknown }): boolean =>
  (entry.detail as NodeGCPerformanceDetail).kind === constants.NODE_PERFORMANCE_GC_MAJOR;

/**
 * Lets V8 collect old objects early, while there are few of them. A collection holds the event loop for as long as it
 * has objects to free outside of V8's heap, such as HTTP/2 streams and their headers.
 *
 * To be called before modules are loaded: it counts from the next collection on, and V8's first ones come meanwhile.
 */
export const collectEarly = (): void => {
  setGrowth();
  new PerformanceObserver((list) => {
    if (list.getEntries().some(isMajor)) setGrowth();
  }).observe({ entryTypes: ['gc'] });
};

/**
 * Collects earlier still while calls flood in: 80 MiB instead of 120, and half the pauses (measured, Node 20). That is
 * not for every day: each piece of a file counts as growth, and uploads take 2.4 times their processor time.
 */
export const watchFlood = (
  { now, timer }: Time,
  set: (flooded: boolean) => void = setFlooded,
): { readonly called: () => void } => {
  let from = now();
  let calls = 0;
  let stop: (() => void) | null = null;
  const end = (): void => {
    stop = null;
    set(false);
  };
  return {
    called: () => {
      calls += 1;
      const at = now();
      if (at - from >= SECOND) {
        from = at;
        calls = 1;
      } else if (calls === FLOOD) {
        if (stop === null) set(true);
        else stop();
        stop = timer(CALM, end);
      }
    },
  };
};
