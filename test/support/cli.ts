import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line with these settings and nothing of this process's own. */
export const postcard = (settings: Record<string, string>, ...words: string[]): Promise<Ran> =>
  postcardFed(settings, null, ...words);

/** The same with a text on standard input. */
export const postcardFed = async (
  settings: Record<string, string>,
  input: string | null,
  ...words: string[]
): Promise<Ran> => {
  const child = spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that does not read its input may have ended by now.
  child.stdin.on('error', () => undefined).end(input ?? '');
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
};

/** Runs it with --json and reads the one document on stdout. */
export const postcardJson = async (settings: Record<string, string>, ...words: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await postcard(settings, '--json', ...words);
  if (code !== 0) throw new Error(`postcard ${words.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
};
