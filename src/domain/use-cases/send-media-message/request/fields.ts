import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ContactDetails, type ContactId } from '../../../model/contact/contact.js';
import { parseContactDetails } from '../../../model/contact/contact-fields.js';
import { allChecks, type Checked } from '../../../model/field-faults.js';
import { manyLines, optional, parseId, required, type Rule } from '../../../model/field-rules.js';
import { type GivenFields } from '../../../model/given-fields.js';
import { type FileName, parseFileName } from '../../../model/media/file-name.js';
import { type MediaType } from '../../../model/media/media-rules.js';
import { parseMediaType } from '../../../model/media/media-type.js';
import { parseReference } from '../../../model/message/reference.js';
import { type Recipient } from '../../../model/contact/recipient.js';
import { parseRecipient } from '../../../model/contact/recipient-fields.js';

/** The parsed fields of a request, without the media itself. */
export interface MessageFields {
  readonly recipient: Recipient;
  readonly mediaType: MediaType;
  readonly caption: string | null;
  readonly filename: FileName | null;
  readonly reference: string | null;
  readonly contactId: ContactId | null;
  readonly contact: ContactDetails;
}

/** Reads all fields and reports all their faults at once. */
export const parseFields = (given: GivenFields): Checked<MessageFields> =>
  sequenceS(allChecks)({
    recipient: parseRecipient(given),
    mediaType: required(given)('media_type', parseMediaType),
    caption: optional(given)('caption', manyLines(1024)),
    filename: optional(given)('filename', parseFileName),
    reference: optional(given)('reference', parseReference),
    contactId: optional(given)('contact_id', parseId as Rule<ContactId>),
    contact: parseContactDetails(given, 'contact.'),
  });

/** The media type alone, if it is already known. It limits a file that arrives before the request is complete. */
export const mediaTypeOf = (given: GivenFields): O.Option<MediaType> =>
  O.fromEither(required(given)('media_type', parseMediaType));
