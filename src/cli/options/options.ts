import * as E from 'fp-ts/lib/Either.js';
import { InvalidArgumentError } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { type ContactId } from '../../domain/model/contact/contact.js';
import { parseId as parseIdRule } from '../../domain/model/field-rules.js';

/** A commander parser from a domain rule. A value that the rule refuses is wrong usage. */
export const byRule =
  <A>(rule: (text: string) => E.Either<string, A>) =>
  (text: string): A => {
    const read = rule(text);
    if (E.isLeft(read)) throw new InvalidArgumentError(`It ${read.left}.`);
    return read.right;
  };

export const parseId = byRule(parseIdRule);
export const parseAccountId = byRule(parseIdRule) as (text: string) => AccountId;
export const parseContactId = byRule(parseIdRule) as (text: string) => ContactId;

/** Collects an option that may be given several times. */
export const collect =
  <A>(parse: (text: string) => A) =>
  (text: string, before: readonly A[] | undefined): readonly A[] => [...(before ?? []), parse(text)];

export const parseWords = (text: string): readonly string[] => {
  const words = text
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
  if (words.length === 0 || words.some((word) => word.length > 50))
    throw new InvalidArgumentError('It must be words separated by commas, like STOP,UNSUBSCRIBE.');
  return words;
};
