import { pino } from 'pino';
import { type Upgrading } from '../../../src/adapters/stores/shared/upgrade/upgrading.js';
import { type Time } from '../../../src/kit/time/timer.js';
import { manualTimer } from '../../kit/time/manual-timer.js';

/** What happens to a run at a step of its store: it is asked to stop, or the store fails before or after the step. */
export interface Cut {
  readonly how: 'stop' | 'fault before' | 'fault after';
  /** At which step of the store, from 1. */
  readonly at: number;
}

export interface RunOptions {
  readonly cut?: Cut;
  readonly time?: Time;
  /** Called at each step of the store. */
  readonly eachStep?: () => void;
  /** How many steps this version knows, each of which changes every record; 1 where absent. */
  readonly steps?: number;
}

/** What came of a run: done, stopped, or failed with the store. */
export type RunEnd = 'done' | 'stopped' | 'failed';

export interface Run {
  readonly end: RunEnd;
  /** The lines of the log. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
}

/** A store of format 1 that is to be upgraded. */
export interface UpgradeTrial {
  readonly run: (options: RunOptions) => Promise<Run>;
  /** Every record as it lies there, kind by kind in the order of the keys, without what the engine keeps beside. */
  readonly records: () => Promise<readonly unknown[]>;
  /** The number, and whether a step to it is under way. */
  readonly standing: () => Promise<{ readonly format: number; readonly isUnfinished: boolean }>;
  readonly close: () => Promise<void>;
}

/** Makes a store with so many records of each kind, some of them damaged. */
export type MakeUpgradeTrial = (size: number, damaged?: readonly number[]) => Promise<UpgradeTrial>;

/** What a run is given, and what stands around it. */
export interface Watched {
  readonly upgrading: Upgrading;
  /** Called by a harness before and after each step of its store: throws where the cut says so. */
  readonly before: () => void;
  readonly after: () => void;
  readonly logged: () => readonly Readonly<Record<string, unknown>>[];
}

/** Sees to the cut of one run. `fault` makes what the store throws where it fails. */
export const watched = (
  { cut, time = manualTimer(), eachStep = () => undefined }: RunOptions,
  fault: () => Error,
): Watched => {
  const stopping = new AbortController();
  const lines: string[] = [];
  let steps = 0;
  const isDue = (how: Cut['how']): boolean => cut?.how === how && cut.at === steps;
  return {
    upgrading: {
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      stopping: stopping.signal,
      time,
    },
    before: () => {
      steps += 1;
      eachStep();
      if (isDue('stop')) stopping.abort();
      if (isDue('fault before')) throw fault();
    },
    after: () => {
      if (isDue('fault after')) throw fault();
    },
    logged: () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
  };
};
