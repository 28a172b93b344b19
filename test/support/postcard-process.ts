import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built service as a process of its own. */
export interface PostcardProcess {
  readonly pid: number;
  /** Its first log line, or null where it ended without listening. */
  readonly listening: Promise<Listening | null>;
  /** What it has said so far. */
  readonly said: () => { readonly stdout: string; readonly stderr: string };
  /** Closes our end of what it writes to, or keeps it open and reads no more. */
  readonly stopReading: (stream: 'stdout' | 'stderr', how: 'close' | 'stall') => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

export interface Listening {
  readonly msg: 'listening';
  readonly rest: string;
  readonly grpc: string;
  readonly sandbox: string | null;
}

const running = new Set<PostcardProcess>();

/**
 * Starts `dist/main.js`, or another program, with these settings and nothing of this process's own, on free ports
 * unless they are given.
 */
export const startProcess = (settings: Readonly<Record<string, string>>, program: string = main): PostcardProcess => {
  const ports = { PORT: '0', GRPC_PORT: '0', SANDBOX_PORT: '0' };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'] ?? '', ...ports, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'exit').then(async ([code, signal]): Promise<Ended> => {
    // What it wrote last may still be on its way, unless nobody reads it.
    for (const stream of [child.stdout, child.stderr])
      if (!stream.isPaused() && !stream.closed) await once(stream, 'close');
    running.delete(started);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr };
  });
  const listening = new Promise<Listening | null>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) resolve(JSON.parse(line) as Listening);
    });
    void ended.then(() => resolve(null));
  });
  const started: PostcardProcess = {
    pid: child.pid ?? 0,
    listening,
    said: () => ({ stdout, stderr }),
    stopReading: (stream, how) => void (how === 'close' ? child[stream].destroy() : child[stream].pause()),
    signal: (signal) => void child.kill(signal),
    ended,
  };
  running.add(started);
  return started;
};

/** Waits until it listens; throws with what it said where it does not. */
export const untilListening = async (postcard: PostcardProcess): Promise<Listening> => {
  const listening = await postcard.listening;
  if (listening === null) throw new Error(`it did not start: ${(await postcard.ended).stderr}`);
  return listening;
};

/** Ends every process that a test has left running, at once. */
export const killProcesses = async (): Promise<void> => {
  await Promise.all(
    [...running].map((postcard) => {
      postcard.signal('SIGKILL');
      return postcard.ended;
    }),
  );
};
