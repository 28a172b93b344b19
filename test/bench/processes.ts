import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A server in a process of its own, so that its memory is its own too. */
export interface Running {
  readonly url: string;
  /** Of its gRPC door, host and port; empty where it has none. */
  readonly grpc: string;
  readonly token: string;
  /** The most memory it has held so far, in MiB. */
  readonly peakMegabytes: () => number;
  readonly megabytes: () => number;
  /** What is its own, without pages of files, in MiB. */
  readonly ownMegabytes: () => number;
  /** Processor time it has used so far, in seconds: it differs less than the clock on a machine with other work. */
  readonly cpuSeconds: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a program that prints a JSON line with its `url` first. */
export const start = async (command: readonly string[], environment: Record<string, string> = {}): Promise<Running> => {
  const child = spawn(command[0] as string, command.slice(1), {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const announcement = await announced(child);
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    ...announcement,
    token: '',
    peakMegabytes: () => memoryOf(child, 'VmHWM'),
    megabytes: () => memoryOf(child, 'VmRSS'),
    ownMegabytes: () => memoryOf(child, 'RssAnon'),
    cpuSeconds: () => cpuSecondsOf(child),
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
};

const memoryOf = (child: ChildProcess, field: 'VmHWM' | 'VmRSS' | 'RssAnon'): number => {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
};

const TICKS_A_SECOND = 100;

/** Fields 14 and 15 of proc(5) `stat`: time in user and in kernel mode. */
const cpuSecondsOf = (child: ChildProcess): number => {
  const afterName = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(afterName[11]) + Number(afterName[12])) / TICKS_A_SECOND;
};

/** The URL in the first JSON line that has one, on stdout (bare servers) or in the log on stderr (Postcard). */
const announced = (child: ChildProcess): Promise<Pick<Running, 'url' | 'grpc'>> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a server ended with ${code} before it listened`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (!line.startsWith('{')) return;
        const said = JSON.parse(line) as { url?: string; rest?: string; grpc?: string; msg?: string };
        const url = said.msg === 'listening' ? said.rest : said.url;
        if (url !== undefined) resolve({ url, grpc: said.grpc ?? '' });
        else if (said.msg !== undefined && /error|fatal/.test(line)) process.stderr.write(`${line}\n`);
      });
    }
  });
