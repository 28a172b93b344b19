import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { askHeld, type Held, watching } from './siege/loop.js';

/** The build that stands trial, unless another is named. */
export const builtService = fileURLToPath(new URL('../../dist', import.meta.url));

/** A Postcard in a process of its own, to be killed. */
export interface ServerProcess {
  readonly pid: number;
  readonly restUrl: string;
  readonly grpcAddress: string;
  /** From the start to listening, in milliseconds. */
  readonly readyAfter: number;
  /** Processor time until it listened, in milliseconds: what a busy machine does not stretch. */
  readonly readyCost: number;
  readonly isAlive: () => boolean;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGKILL, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** SIGTERM, and waits for its exit code. */
  readonly terminate: () => Promise<number | NodeJS.Signals>;
  /** The last lines of its log. */
  readonly log: () => string;
  /** MiB that it and its children hold alone: what they allocated, without mapped files. */
  readonly privateMegabytes: () => number;
  /** Open file handles. */
  readonly handles: () => number;
  /** Seconds of processor time so far. */
  readonly cpuSeconds: () => number;
  /** Bytes of its log so far. */
  readonly logBytes: () => number;
  /** The longest that its event loop was held since this was last asked. Only of a watched server; 0 of a dead one. */
  readonly held: () => Promise<Held>;
}

/** It ended before it listened. */
export class DidNotStart extends Error {
  readonly code: number | NodeJS.Signals;
  readonly log: string;
  constructor(code: number | NodeJS.Signals, log: string) {
    super(`the server ended with ${code} before it listened: ${log}`);
    this.code = code;
    this.log = log;
  }
}

/** A server that is on its way up. */
export interface StartingProcess {
  /** Rejects with `DidNotStart`. */
  readonly listening: Promise<ServerProcess>;
  readonly kill: () => Promise<void>;
}

/** The log line that a server says its addresses in. */
interface Listening {
  readonly rest: string;
  readonly grpc: string;
}

const LOG_LINES = 200;

/** Servers that run: none outlives the harness. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a build with these settings and nothing of this process's own. */
export const spawnServer = (
  settings: Record<string, string>,
  dist = builtService,
  isWatched = false,
): StartingProcess => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...(isWatched ? watching : []), join(dist, 'main.js')], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', PORT: '0', GRPC_PORT: '0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe', ...(isWatched ? (['ipc'] as const) : [])],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const lines: string[] = [];
  let logBytes = 0;
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const listening = new Promise<ServerProcess>((resolve, reject) => {
    const log = child.stderr as Readable;
    log.on('data', (chunk: Buffer) => (logBytes += chunk.length));
    createInterface({ input: log }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LOG_LINES) lines.shift();
      if (!line.includes('"msg":"listening"')) return;
      const listening = JSON.parse(line) as Listening;
      const log = { text: () => lines.join('\n'), bytes: () => logBytes };
      resolve(processOf(child, ended, listening, performance.now() - startedAt, log));
    });
    void ended.then((code) => reject(new DidNotStart(code, lines.join('\n'))));
  });
  // Whoever only kills it does not wait for it.
  listening.catch(() => undefined);
  return { listening, kill: () => end(child, 'SIGKILL', ended).then(() => undefined) };
};

const end = (child: ChildProcess, signal: NodeJS.Signals, ended: Promise<number | NodeJS.Signals>) => {
  child.kill(signal);
  return ended;
};

const processOf = (
  child: ChildProcess,
  ended: Promise<number | NodeJS.Signals>,
  { rest, grpc }: Listening,
  readyAfter: number,
  log: { readonly text: () => string; readonly bytes: () => number },
): ServerProcess => {
  const pid = child.pid as number;
  const cpuSeconds = (): number => {
    const fields = proc(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return {
    pid,
    restUrl: rest,
    grpcAddress: grpc,
    readyAfter,
    readyCost: cpuSeconds() * 1_000,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    kill: () => end(child, 'SIGKILL', ended).then(() => undefined),
    terminate: () => end(child, 'SIGTERM', ended),
    log: log.text,
    privateMegabytes: () => privateMegabytes(pid),
    handles: () => readdirSync(`/proc/${pid}/fd`).length,
    cpuSeconds,
    logBytes: log.bytes,
    held: () => askHeld(child, ended),
  };
};

const proc = (pid: number, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');

const privateMegabytes = (pid: number): number => {
  const own = Number(/RssAnon:\s+(\d+)/.exec(proc(pid, 'status'))?.[1]) / 1_024;
  const children = proc(pid, `task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + ofChild(Number(child)), own);
};

/** Nothing of one that has ended meanwhile, or whose status no longer says. */
const ofChild = (pid: number): number => {
  try {
    return privateMegabytes(pid) || 0;
  } catch {
    return 0;
  }
};
