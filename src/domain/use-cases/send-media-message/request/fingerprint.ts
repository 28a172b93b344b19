import { type Digest } from '../../../ports/digest.js';
import { type SendMediaRequest } from '../journey.js';

/** Two requests are the same if these agree: their parsed fields, and the file's bytes or the URL's text. */
export const fingerprintOf = (digest: Digest, { fields, source }: SendMediaRequest): string =>
  digest(
    JSON.stringify([
      fields.recipient.phone,
      fields.mediaType,
      source._tag === 'Uploaded' ? ['file', source.file.staged.sha256] : ['url', source.url],
      fields.caption,
      fields.filename,
      fields.contactId,
      fields.contact.firstname,
      fields.contact.lastname,
      fields.contact.email,
      fields.contact.country,
      fields.contact.assignedTo,
      fields.contact.groups,
      // Requests without a user id or a reference keep the fingerprints that they had before there were any.
      ...(fields.recipient.userId === null ? [] : [fields.recipient.userId]),
      ...(fields.reference === null ? [] : [{ reference: fields.reference }]),
    ]),
  );
