import { sequenceS } from 'fp-ts/lib/Apply.js';
import { allChecks, type Checked } from '../field-faults.js';
import { type GivenFields } from '../given-fields.js';
import { type ContactDetails } from './contact.js';
import { contactDetailNames, parseContactDetails } from './contact-fields.js';
import { parseRecipient, recipientFieldNames } from './recipient-fields.js';
import { type Recipient } from './recipient.js';

/** A person as a caller names them, before it is known whether they are a contact. */
export interface ContactDraft {
  readonly recipient: Recipient;
  readonly details: ContactDetails;
}

/** What a caller may say of a person, in the order in which faults are told. */
export const contactDraftNames = [...recipientFieldNames, ...contactDetailNames] as const;

/** Reads a person by the rules of a send's fields (SPEC 1.1). Other fields are ignored. */
export const parseContactDraft = (given: GivenFields): Checked<ContactDraft> =>
  sequenceS(allChecks)({ recipient: parseRecipient(given), details: parseContactDetails(given, '') });
