import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Traces a process that ends once strace has said its first line. */
const TRY =
  'sleep 600 & victim=$!; strace -o /dev/null -p $victim 2>&1 | { read -r line; kill $victim; echo "$line"; }';

/** Why no running process can be traced here; null where one can. */
export const whyNoStrace = (): string | null => {
  const tried = spawnSync('sh', ['-c', TRY], { encoding: 'utf8' });
  if (/not found/.test(tried.stdout)) return 'strace is not installed';
  return /attached/.test(tried.stdout) ? null : `strace may not trace here: ${tried.stdout.trim()}`;
};

/** A tracer on a running process. */
export interface Tracer {
  /** Lets go of the process, which runs on; resolves once all it saw is written. */
  readonly detach: () => Promise<void>;
}

/** Puts strace on a running process with all its threads; counters of `when=` begin now, for each thread anew. */
export const attach = async (pid: number, options: readonly string[], logFile: string): Promise<Tracer> => {
  const child = spawn('strace', ['-f', '-o', logFile, '-p', String(pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (/attached/.test(said)) resolve();
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
