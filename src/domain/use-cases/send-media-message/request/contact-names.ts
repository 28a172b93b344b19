import * as E from 'fp-ts/lib/Either.js';
import { contactDetailNames, contactFieldNames } from '../../../model/contact/contact-fields.js';
import { type Checked, wrong } from '../../../model/field-faults.js';
import { type GivenFields, isGiven, unreadableIn } from '../../../model/given-fields.js';

const known: ReadonlySet<string> = new Set(['contact_id', ...contactFieldNames]);

const NO_OBJECT = `must be an object of ${contactDetailNames.join(', ')}`;

/**
 * The names that begin with `contact` and are no field, as they were written: a typing error that would be lost among
 * the unknown fields. A name without a value is left out. Faults: `contact` itself, which its door could not take apart.
 */
export const unknownContactNames = (given: GivenFields): Checked<readonly string[]> => {
  const names = [...given]
    .filter(([name, values]) => /^contact/i.test(name) && !known.has(name) && values.some(isGiven))
    .map(([name]) => name);
  if (!names.includes('contact')) return E.right(names);
  const [unreadable = NO_OBJECT] = (given.get('contact') ?? []).flatMap((value) => unreadableIn(value) ?? []);
  return E.left([wrong('contact', unreadable)]);
};
