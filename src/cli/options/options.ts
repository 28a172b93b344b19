import * as E from 'fp-ts/lib/Either.js';
import { InvalidArgumentError } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { type ContactId } from '../../domain/model/contact/contact.js';
import { type ChatMessageId } from '../../domain/model/message/opened-message.js';
import { recipientFieldNames } from '../../domain/model/contact/recipient-fields.js';
import { parseId as parseIdRule } from '../../domain/model/field-rules.js';
import { type Checked } from '../../domain/model/field-faults.js';
import { givenFields, type GivenFields } from '../../domain/model/given-fields.js';
import { misuse, orMisuse } from '../failures/failure.js';

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
export const parseMessageId = byRule(parseIdRule) as (text: string) => ChatMessageId;
export const parseContactId = byRule(parseIdRule) as (text: string) => ContactId;

/** A number of things. */
export const parseCount = (text: string): number => {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999999.');
  return Number(text);
};

/** Ends a command that names no recipient, as wrong usage. */
export const requireRecipient = (
  row: Partial<Record<(typeof recipientFieldNames)[number], string | undefined>>,
): void => {
  if (recipientFieldNames.every((field) => row[field] === undefined)) misuse('Give --phone, --user-id or both.');
};

/** The option of a field of the API: `--user-id <user_id>`. */
export const optionOf = (field: string): string => `--${field.replaceAll('_', '-')} <${field}>`;

/** The fields of the API among the options of a command, as written. */
export const rowOf = <Field extends string>(
  fields: readonly Field[],
  options: Readonly<Partial<Record<string, unknown>>>,
): Partial<Record<Field, string>> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = options[field.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())];
      return typeof value === 'string' ? [[field, value]] : [];
    }),
  ) as Partial<Record<Field, string>>;

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

/** Reads options together, as they were written, by the rules of the API. A wrong one is wrong usage. */
export const readOptions = <A>(
  written: Readonly<Record<string, unknown>>,
  read: (given: GivenFields) => Checked<A>,
): A => orMisuse(read(givenFields(Object.entries(written).map(([name, value]) => ({ name, value })))));
