import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Whether a program can be run here. */
export const isInstalled = (program: string, ...words: string[]): Promise<boolean> =>
  new Promise((answer) => {
    const child = spawn(program, words, { stdio: 'ignore' });
    child.once('error', () => answer(false));
    child.once('exit', (code) => answer(code === 0));
  });

/** Runs a program to its end, which must be a good one. */
export const run = (program: string, words: readonly string[], folder: string): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(program, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (told += text.toString()));
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done() : fail(new Error(`${program} ended with ${code}: ${told.slice(-2_000)}`)),
    );
  });

/**
 * Starts a program that ends with this process, and waits for the first line that `read` can do something with.
 * The program keeps this process alive no longer than its own work does.
 */
export const startUntil = async <A>(
  program: string,
  words: readonly string[],
  read: (line: string) => A | null,
): Promise<A> => {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGKILL');
  process.once('exit', stop);
  try {
    return await firstLine(child, program, read);
  } catch (error) {
    stop();
    throw error;
  } finally {
    child.stdout.resume();
    child.stderr.resume();
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as { unref?: () => void }).unref?.();
  }
};

const firstLine = <A>(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream },
  program: string,
  read: (line: string) => A | null,
): Promise<A> =>
  new Promise((done, fail) => {
    let told = '';
    const take = (line: string): void => {
      told += `${line}\n`;
      const answer = read(line);
      if (answer !== null) done(answer);
    };
    createInterface(child.stdout).on('line', take);
    createInterface(child.stderr).on('line', take);
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`${program} ended with ${code}: ${told.slice(-2_000)}`)));
  });
