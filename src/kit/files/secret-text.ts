import * as E from 'fp-ts/lib/Either.js';
import { closeSync, openSync, readSync } from 'node:fs';
import { isSystemError } from '../system-error.js';

/** How long a secret may be, in bytes. */
export const LONGEST_SECRET = 65_536;

/**
 * A secret from the bytes of a file or of standard input: one line of UTF-8, without the line feed at its end. Left:
 * what is wrong with it, to stand after the name of the source. It never repeats the content.
 */
export const secretText = (bytes: Uint8Array): E.Either<string, string> => {
  if (bytes.length > LONGEST_SECRET) return E.left(`is longer than ${LONGEST_SECRET} bytes`);
  const text = decoded(bytes)?.replace(/\r?\n$/, '');
  if (text === undefined) return E.left('is not UTF-8 text');
  if (text.trim() === '') return E.left('is empty');
  if (/[\r\n]/.test(text)) return E.left('has more than one line');
  return /\p{Cc}/u.test(text) ? E.left('has control characters') : E.right(text);
};

/** Reads a secret from a file. It may be a pipe. */
export const readSecretFile = (path: string): E.Either<string, string> =>
  E.chain(secretText)(E.tryCatch(() => firstBytes(path), reasonOf));

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** At most one byte more than a secret may have: some files, like `/dev/zero`, have no end. */
const firstBytes = (path: string): Uint8Array => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(LONGEST_SECRET + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

const reasonOf = (error: unknown): string => {
  const code = isSystemError(error) ? (error.code ?? '') : '';
  return reasons[code] ?? `cannot be read (${code || 'unknown error'})`;
};
