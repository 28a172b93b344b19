import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { allChecks, type Checked } from '../field-faults.js';
import { givenIn, type GivenMembers, onlyKnown } from '../given-members.js';
import { type Contact, type ContactDetails } from './contact.js';
import { contactDetailNames, parseContactDetails } from './contact-fields.js';

/** What a caller changes of a contact. A detail that is absent stays; null or an empty list takes it away. */
export type ContactChange = Partial<ContactDetails>;

const details = {
  firstname: 'firstname',
  lastname: 'lastname',
  email: 'email',
  country: 'country',
  assigned_id: 'assignedTo',
  groups: 'groups',
} as const satisfies Record<(typeof contactDetailNames)[number], keyof ContactDetails>;

/**
 * Reads a change by the rules of a send's fields (SPEC 1.1). Blank text is as good as absent there, so it changes
 * nothing; an empty list is what a contact without groups shows, so it takes the groups away.
 */
export const parseContactChange = (members: GivenMembers): Checked<ContactChange> =>
  pipe(
    sequenceS(allChecks)({
      read: parseContactDetails(givenIn(members), ''),
      known: onlyKnown(members, contactDetailNames),
    }),
    E.map(({ read }) =>
      Object.fromEntries(
        contactDetailNames
          .filter((name) => members.has(name) && !isBlank(members.get(name)))
          .map((name) => [details[name], read[details[name]]]),
      ),
    ),
  );

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** A contact after a change; the same value if nothing is new. */
export const withDetails = (contact: Contact, change: ContactChange): Contact => {
  const isNew = (Object.keys(change) as (keyof ContactDetails)[]).some((name) => !isSame(contact[name], change[name]));
  return isNew ? { ...contact, ...change } : contact;
};

/** Ids of groups are in order, each once. Those of an older version may not be. */
const isSame = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);
