import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** How a command ended, and what it said. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of a build that runs. */
export interface RunningCommand {
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<CommandEnd>;
}

/** Runs a command of a build on a data folder. */
export const runCommand = (dist: string, dataDir: string, ...words: readonly string[]): RunningCommand => {
  const child = spawn(process.execPath, [join(dist, 'cli', 'main.js'), '--json', ...words], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { signal: (signal) => void child.kill(signal), ended };
};
