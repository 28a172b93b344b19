import type * as E from 'fp-ts/lib/Either.js';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { LONGEST_SECRET, secretText } from '../../kit/files/secret-text.js';
import { say } from '../output.js';

/** Reads a secret from standard input: all of it or, on a terminal, the line that is typed, without showing it. */
export const readSecretInput = async (option: string): Promise<E.Either<string, string>> => {
  if (!process.stdin.isTTY) return secretText(await firstBytes());
  say(`Type or paste the value of ${option}, then press Enter. It is not shown.`);
  return secretText(Buffer.from(await typedLine()));
};

/** At most a little more than a secret may have. */
const firstBytes = async (): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_SECRET) break;
  }
  return Buffer.concat(chunks);
};

/** The line without its end. Empty where the input ends, or Ctrl-C is pressed. */
const typedLine = (): Promise<string> =>
  new Promise((resolve) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(''));
  });
