import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Why no running process can be traced here; null where one can. */
export const whyNoStrace = (): string | null => {
  const tried = spawnSync('sh', ['-c', 'sleep 0.2 & strace -o /dev/null -p $!'], { encoding: 'utf8' });
  if (/not found/.test(tried.stderr)) return 'strace is not installed';
  return /attached/.test(tried.stderr) ? null : `strace may not trace here: ${tried.stderr.trim()}`;
};

/** A tracer on a running process. */
export interface Tracer {
  /** Lets go of the process, which runs on; resolves once all it saw is written. */
  readonly detach: () => Promise<void>;
}

/** How long a tracer may take to hold all threads, in milliseconds. */
const ATTACH_TIME = 10_000;

/** Puts strace on a running process with all its threads; counters of `when=` begin now, for each thread anew. */
export const attach = async (pid: number, options: readonly string[], logFile: string): Promise<Tracer> => {
  const child = spawn('strace', ['-f', '-o', logFile, '-p', String(pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`strace did not attach: ${said}`)), ATTACH_TIME);
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (!/attached/.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', () => reject(new Error(`strace went away: ${said}`)));
  });
  return {
    detach: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await ended;
    },
  };
};
