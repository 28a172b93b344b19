import { InvalidArgumentError } from 'commander';
import { type Limits } from '../../domain/model/account/account.js';
import { type Rule } from '../../domain/model/field-rules.js';
import { byRule } from './options.js';

/** Readers of an account's options. A value that is not taken is wrong usage. */
export const parseName = (text: string): string => {
  const name = text.trim();
  if (name === '' || name.length > 255) throw new InvalidArgumentError('It must have 1 to 255 characters.');
  return name;
};

/** A parser from a domain rule that also takes an empty value, which removes the setting. */
export const orEmpty =
  (rule: Rule<string>) =>
  (text: string): string =>
    text.trim() === '' ? '' : byRule(rule)(text.trim());

const limitNames: Record<string, keyof Limits> = {
  contacts: 'contacts',
  conversations: 'conversations',
  api_calls_per_minute: 'apiCallsPerMinute',
};

export const parseLimit = (text: string): Partial<Limits> => {
  const found = /^([a-z_]+)=(-1|[0-9]{1,9})$/.exec(text);
  const name = found?.[1] !== undefined && Object.hasOwn(limitNames, found[1]) ? limitNames[found[1]] : undefined;
  if (found === null || name === undefined)
    throw new InvalidArgumentError('It must be like contacts=100, conversations=1000 or api_calls_per_minute=60.');
  return { [name]: Number(found[2]) };
};
