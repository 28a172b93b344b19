import { sequenceS } from 'fp-ts/lib/Apply.js';
import { type ContactDetails } from './contact.js';
import { allChecks, type Checked } from '../field-faults.js';
import { oneLine, optional, optionalIds, parseEmail, parseId } from '../field-rules.js';
import { type GivenFields } from '../given-fields.js';

/** What a caller may say of a contact. */
export const contactDetailNames = ['firstname', 'lastname', 'email', 'country', 'assigned_id', 'groups'] as const;

/** The same as fields of a request. */
export const contactFieldNames = contactDetailNames.map((name) => `contact.${name}` as const);

/** Reads the fields of a contact. `prefix` stands before each field's name, as in `contact.firstname`. */
export const parseContactDetails = (given: GivenFields, prefix: '' | 'contact.'): Checked<ContactDetails> =>
  sequenceS(allChecks)({
    firstname: optional(given)(`${prefix}firstname`, oneLine(255)),
    lastname: optional(given)(`${prefix}lastname`, oneLine(255)),
    email: optional(given)(`${prefix}email`, parseEmail),
    country: optional(given)(`${prefix}country`, oneLine(100)),
    assignedTo: optional(given)(`${prefix}assigned_id`, parseId),
    groups: optionalIds(given)(`${prefix}groups`),
  });
