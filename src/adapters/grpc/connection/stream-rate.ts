import { SECOND } from '../../../domain/model/time.js';
import { type Time } from '../../../kit/time/timer.js';
import { type Valve } from './valve.js';

export interface StreamRateLimits {
  /** How many streams a connection may begin at once, and in a second. */
  readonly streamBurst: number;
  readonly streamsPerSecond: number;
}

/**
 * Counts the streams that a connection begins, also those that are answered or reset at once. Beyond the limits the
 * connection is not read until its debt is paid (SAFETY.md N3).
 */
export const makeStreamRate = (
  { streamBurst, streamsPerSecond }: StreamRateLimits,
  { stop, start }: Valve,
  { now, timer }: Time,
): { readonly begun: () => void; readonly close: () => void } => {
  let left = streamBurst;
  let at = now();
  let cancel: (() => void) | null = null;

  const wait = (): void => {
    stop('streams');
    cancel ??= timer(Math.ceil((-left / streamsPerSecond) * SECOND) + 1, () => {
      cancel = null;
      count(0);
      if (left < 0) wait();
      else start('streams');
    });
  };

  const count = (streams: number): void => {
    const moment = now();
    left = Math.min(streamBurst, left + ((moment - at) / SECOND) * streamsPerSecond) - streams;
    at = moment;
  };

  return {
    begun: () => {
      count(1);
      if (left < 0) wait();
    },
    close: () => cancel?.(),
  };
};
