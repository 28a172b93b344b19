import { type Command, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { readSecretFile } from '../../kit/files/secret-text.js';
import { fail, misuse } from '../failures/failure.js';
import { readSecretInput } from './standard-input.js';

/** Reads the text of a secret. Left: what is wrong; the sentence begins with the option's name, and has no value. */
type SecretRule = (text: string) => E.Either<string, string>;

/**
 * An option whose value is a secret. `-` reads it from standard input, `@file` from a file, so that no list of processes
 * shows it. It has no parser of commander, which would repeat a wrong value.
 */
export class SecretOption extends Option {
  readonly rule: SecretRule;
  constructor(flags: string, description: string, rule: SecretRule) {
    super(flags, `${description} (- reads standard input, @file a file)`);
    this.rule = rule;
  }
}

/** An empty value passes too: it removes the setting. */
export const orRemoved =
  (rule: SecretRule): SecretRule =>
  (text) =>
    text === '' ? E.right(text) : rule(text);

/** Puts the secrets themselves in the place of `-` and `@file`. It is called before the action of each command. */
export const readSecrets = async (command: Command): Promise<void> => {
  const given = command.options.flatMap((option) => {
    const text: unknown = command.getOptionValue(option.attributeName());
    return option instanceof SecretOption && typeof text === 'string' ? [{ option, text: text.trim() }] : [];
  });
  if (given.filter(({ text }) => text === '-').length > 1)
    misuse('Only one option can be read from standard input; give the others as @file.');
  for (const { option, text } of given) {
    const read = option.rule((await secretOf(String(option.long), text)).trim());
    command.setOptionValue(
      option.attributeName(),
      E.isRight(read) ? read.right : misuse(`${option.long} ${read.left}.`),
    );
  }
};

const secretOf = async (option: string, text: string): Promise<string> => {
  if (text === '@') return misuse(`${option} must name a file after the @.`);
  if (text !== '-' && !text.startsWith('@')) return text;
  const read = text === '-' ? await readSecretInput(option) : readSecretFile(text.slice(1));
  const source = text === '-' ? 'standard input' : `the file ${text.slice(1)}`;
  return E.isRight(read) ? read.right : fail(`${option}: ${source} ${read.left}.`);
};
