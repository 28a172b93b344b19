import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type MoveReport } from '../raids/raid.js';
// Not from raider.ts: what that does with messages is for its own process.
import { type Order } from './order.js';

const raider = fileURLToPath(new URL('raider.ts', import.meta.url));

/** Hostile callers in a process of their own, who make one move after the other. */
export interface Raider {
  readonly move: (order: Order) => Promise<MoveReport>;
  readonly end: () => void;
}

export const startRaider = (): Raider => {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', raider], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the hostile callers ended with ${String(code)}`);
  });
  // Nobody may be waiting when it is told to end.
  ended.catch(() => undefined);
  return {
    move: async (order) => {
      child.send(order);
      const [report] = (await Promise.race([once(child, 'message'), ended])) as [MoveReport];
      return report;
    },
    end: () => void child.kill(),
  };
};
