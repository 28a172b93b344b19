import * as E from 'fp-ts/lib/Either.js';
import { readSecretFile } from '../kit/files/secret-text.js';

/** The environment of a process: its variables as they are set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that are secrets. Each may also stand in a file, which the variable with `_FILE` at its end names. */
export const secretSettings = ['MONGODB_URL', 'ENCRYPTION_KEY', 'ENCRYPTION_KEY_OLD'] as const;

/** A secret as it was found: its text, and the variable that gave it. */
export interface FoundSecret {
  readonly text: string;
  readonly variable: string;
}

/** Whether a secret is given, in a variable or in a file. An empty variable counts as not set. */
export const isGiven = (environment: Environment, name: string): boolean =>
  isSet(environment[name]) || isSet(environment[fileOf(name)]);

/** Reads a secret from the variable `name`, or from the file that `name_FILE` names. Null if neither is set. */
export const findSecret = (environment: Environment, name: string): E.Either<string, FoundSecret | null> => {
  const text = environment[name];
  const file = environment[fileOf(name)];
  if (!isSet(file)) return E.right(isSet(text) ? { text, variable: name } : null);
  if (isSet(text)) return E.left(`${fileOf(name)}: ${name} is set too; set only one of the two`);
  const read = readSecretFile(file);
  return E.isRight(read)
    ? E.right({ text: read.right, variable: fileOf(name) })
    : E.left(`${fileOf(name)}: ${file} ${read.left}; name a file with the value of ${name}, on one line`);
};

const fileOf = (name: string): string => `${name}_FILE`;

const isSet = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
