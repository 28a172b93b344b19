import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type ContactDetails } from './contact.js';
import { allChecks, type Checked } from '../field-faults.js';
import { atMost, type GivenFields, optional, parseEmail, parseId, parseIds } from '../field-rules.js';

/** Reads the fields of a contact. `prefix` stands before each field's name, as in `contact.firstname`. */
export const parseContactDetails = (given: GivenFields, prefix: '' | 'contact.'): Checked<ContactDetails> =>
  sequenceS(allChecks)({
    firstname: optional(given)(`${prefix}firstname`, atMost(255)),
    lastname: optional(given)(`${prefix}lastname`, atMost(255)),
    email: optional(given)(`${prefix}email`, parseEmail),
    country: optional(given)(`${prefix}country`, atMost(100)),
    assignedTo: optional(given)(`${prefix}assigned_id`, parseId),
    groups: pipe(
      optional(given)(`${prefix}groups`, parseIds),
      E.map((groups) => groups ?? []),
    ),
  });
