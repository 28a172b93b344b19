import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { listen } from '../../src/kit/listen.js';
import { until } from '../support/until.js';
import { sectionOf } from './markdown.js';

/** A receiver of docs/webhooks.md. */
export interface Recipe {
  readonly language: string;
  /** Says its version where the language is on this machine. */
  readonly version: readonly [string, ...string[]];
  readonly file: string;
  /** Makes a program of the file; none for scripts. */
  readonly build?: (file: string, program: string) => readonly [string, ...string[]];
  readonly start: (file: string, port: number, program: string) => readonly [string, ...string[]];
}

export const recipes: readonly Recipe[] = [
  { language: 'Node', version: ['node', '--version'], file: 'receiver.mjs', start: (file) => ['node', file] },
  { language: 'Python', version: ['python3', '--version'], file: 'receiver.py', start: (file) => ['python3', file] },
  {
    language: 'Go',
    version: ['go', 'version'],
    file: 'receiver.go',
    build: (file, program) => ['go', 'build', '-o', program, file],
    start: (_file, _port, program) => [program],
  },
  {
    language: 'PHP',
    version: ['php', '--version'],
    file: 'receiver.php',
    start: (file, port) => ['php', '-S', `127.0.0.1:${port}`, file],
  },
];

const page = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');

/** The program that the page gives for a language. */
export const sourceOf = ({ language }: Recipe): string => {
  const found = /```\w+\n([\s\S]*?)```/.exec(sectionOf(page, language))?.[1];
  if (found === undefined) throw new TypeError(`webhooks.md has no receiver in ${language}`);
  return found;
};

export const isHere = ({ version: [command, ...words] }: Recipe): boolean => spawnSync(command, words).status === 0;

/** Writes the program, and builds it where its language is compiled. */
export const install = async (recipe: Recipe, folder: string): Promise<void> => {
  const file = join(folder, recipe.file);
  await writeFile(file, sourceOf(recipe));
  const build = recipe.build?.(file, join(folder, 'receiver'));
  if (build === undefined) return;
  const [command, ...words] = build;
  const { status, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new TypeError(stderr);
};

/** A receiver that runs. */
export interface Receiver {
  /** What it has printed so far. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts an installed program. It answers when this resolves. */
export const startReceiver = async (
  recipe: Recipe,
  folder: string,
  { port, secret }: { readonly port: number; readonly secret: string },
): Promise<Receiver> => {
  const [command, ...words] = recipe.start(join(folder, recipe.file), port, join(folder, 'receiver'));
  const child = spawn(command, words, {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', SECRET: secret, PORT: String(port) },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close');
  await until(`the receiver in ${recipe.language}`, () => {
    if (child.exitCode !== null) throw new TypeError(said);
    return answers(port);
  });
  return {
    said: () => said,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  const { port } = await listen(server, '127.0.0.1', 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
};
