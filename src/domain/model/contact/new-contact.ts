import * as E from 'fp-ts/lib/Either.js';
import { type Account, type Directory } from '../account/account.js';
import { type ContactDetails, type NewContact } from './contact.js';
import { type Invalid, type MissingConfig } from '../errors.js';
import { type FieldFault, toInvalid, wrong } from '../field-faults.js';
import { type Recipient } from './recipient.js';

/**
 * Completes a contact's details by the account's defaults. Errors: staff or groups that the account does not have, then
 * an account without defaults for status and source. `prefix` stands before the fields' names.
 */
export const newContact = (
  account: Account,
  recipient: Recipient,
  details: ContactDetails,
  prefix: '' | 'contact.' = 'contact.',
): E.Either<Invalid | MissingConfig, NewContact> => {
  const faults = unknownEntries(account, details, prefix);
  if (faults.length > 0) return E.left(toInvalid(faults));

  const { status, source, assignedTo } = account.defaults;
  if (status === null || source === null) return E.left(missingConfig(status === null, source === null));
  return E.right({ ...details, recipient, status, source, assignedTo: details.assignedTo ?? assignedTo });
};

/** A fault for each detail that names staff or groups that the account does not have. */
export const unknownEntries = (
  account: Account,
  { assignedTo, groups }: Pick<ContactDetails, 'assignedTo' | 'groups'>,
  prefix: '' | 'contact.',
): readonly FieldFault[] => [
  ...unknownIn(account, 'staff', assignedTo === null ? [] : [assignedTo], `${prefix}assigned_id`),
  ...unknownIn(account, 'groups', groups, `${prefix}groups`),
];

const unknownIn = (
  account: Account,
  directory: Directory,
  ids: readonly number[],
  field: string,
): readonly FieldFault[] => {
  const known = new Set(account[directory].map((entry) => entry.id));
  const unknown = ids.filter((id) => !known.has(id));
  return unknown.length === 0
    ? []
    : [wrong(field, `must name existing ${directory} of the account; unknown: ${unknown.join(', ')}`)];
};

const missingConfig = (status: boolean, source: boolean): MissingConfig => ({
  _tag: 'MissingConfig',
  missing: { ...(status ? { lead_status: true as const } : {}), ...(source ? { lead_source: true as const } : {}) },
});
