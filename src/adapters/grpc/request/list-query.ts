import { type WrittenField } from '../../../domain/model/given-fields.js';
import { SECOND } from '../../../domain/model/time.js';
import { type Timestamp__Output } from '../contract/gen/google/protobuf/Timestamp.gen.js';
import { type ListMessagesRequest__Output } from '../contract/gen/postcard/v1/ListMessagesRequest.gen.js';
import { mediaTypeName } from '../contract/media-type.js';

/** A query under the API's names. The use case validates it, as for any other door. */
export const listQuery = (request: ListMessagesRequest__Output): readonly WrittenField[] => {
  const written: Readonly<Record<string, string | number | undefined>> = {
    status: request.status,
    contact_id: request.contact_id,
    media_type: mediaTypeName(request.media_type),
    since: writtenTime(request.since),
    until: writtenTime(request.until),
    limit: request.limit,
    cursor: request.cursor,
    phone: request.phone,
    message_id: request.message_id,
    reference: request.reference,
    user_id: request.user_id,
  };
  return Object.entries(written).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
};

/** A timestamp that `Date` cannot represent is passed on as its seconds, which the core refuses. */
const writtenTime = (timestamp: Timestamp__Output | undefined): string | undefined => {
  if (timestamp === undefined) return undefined;
  const { seconds = '0', nanos = 0 } = timestamp;
  const at = new Date(Number(seconds) * SECOND + Math.floor(nanos / 1_000_000));
  return Number.isNaN(at.getTime()) ? String(seconds) : at.toISOString();
};
