import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The arguments of Node that make a process watch its event loop, and tell its parent by their channel. */
export const watching: readonly string[] = ['--import', new URL('inside.mjs', import.meta.url).href];

/** How long an event loop was held, in milliseconds. */
export interface Held {
  readonly longest: number;
  /** The longest that it held itself: without the time in which it waited for a processor. */
  readonly own: number;
  /** The most processor time that its thread used from one turn to the next. No other process changes that. */
  readonly busy: number;
}

/** The longest since this was last asked; nothing of a process that is not watched or has ended. */
export const askHeld = async (child: ChildProcess, ended: Promise<unknown>): Promise<Held> => {
  const nothing: Held = { longest: 0, own: 0, busy: 0 };
  if (!child.connected) return nothing;
  child.send('held');
  const [found] = (await Promise.race([once(child, 'message'), ended.then(() => [])])) as [Held?];
  return found ?? nothing;
};
