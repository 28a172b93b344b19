import { type FieldPart } from '../../../domain/use-cases/send-media-message/call.js';
import { type MediaMessage__Output } from '../contract/gen/postcard/v1/MediaMessage.gen.js';
import { mediaTypeName } from '../contract/media-type.js';

/** The fields of a request under the API's names. The use case validates them, as for any other door. */
export const metadataFields = (metadata: MediaMessage__Output): readonly FieldPart[] => {
  const { contact } = metadata;
  const written: Readonly<Record<string, string | undefined>> = {
    phone: metadata.phone,
    user_id: metadata.user_id,
    media_type: mediaTypeName(metadata.media_type),
    media_url: metadata.media_url,
    caption: metadata.caption,
    filename: metadata.filename,
    reference: metadata.reference,
    contact_id: metadata.contact_id,
    'contact.firstname': contact?.firstname,
    'contact.lastname': contact?.lastname,
    'contact.email': contact?.email,
    'contact.country': contact?.country,
    'contact.assigned_id': contact?.assigned_id,
    'contact.groups': contact?.groups?.join(','),
  };
  return Object.entries(written).flatMap(([name, value]) =>
    value === undefined ? [] : [{ _tag: 'Field', name, value }],
  );
};
