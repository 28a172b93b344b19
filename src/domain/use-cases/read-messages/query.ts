import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { type ContactId } from '../../model/contact/contact.js';
import { parsePhone } from '../../model/contact/recipient-fields.js';
import { parseUserId } from '../../model/contact/user-id.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { oneOf, optional, parseId, parseTimestamp, type Rule } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import { onlyKnown } from '../../model/given-members.js';
import { type CursorScope } from '../../model/list-cursor.js';
import { limitOf } from '../../model/list-limit.js';
import { parseMediaType } from '../../model/media/media-type.js';
import { type MessageFilter, type MessagePosition, positionRule } from '../../model/message/message-page.js';
import { parseReference } from '../../model/message/reference.js';
import { messageStates } from '../../model/message/message-state.js';

/** The query of a caller that lists messages. */
export interface MessageQuery {
  readonly filter: MessageFilter;
  readonly after: MessagePosition | null;
  readonly limit: number;
}

/** The conditions of a list, under the names of the API's query. */
export const messageConditions = [
  'status',
  'contact_id',
  'phone',
  'user_id',
  'message_id',
  'reference',
  'media_type',
  'since',
  'until',
] as const;

/** Reads the conditions alone. */
export const parseMessageConditions = (given: GivenFields): Checked<MessageFilter> =>
  sequenceS(allChecks)({
    state: optional(given)('status', oneOf(messageStates)),
    contactId: optional(given)('contact_id', parseId as Rule<ContactId>),
    phone: optional(given)('phone', parsePhone),
    userId: optional(given)('user_id', parseUserId),
    wamid: optional(given)('message_id', E.right),
    reference: optional(given)('reference', parseReference),
    mediaType: optional(given)('media_type', parseMediaType),
    since: optional(given)('since', parseTimestamp),
    until: optional(given)('until', parseTimestamp),
  });

/** Reads a query and reports all its faults at once. */
export const parseMessageQuery = (cursors: CursorScope, given: GivenFields): Checked<MessageQuery> =>
  sequenceS(allChecks)({
    filter: parseMessageConditions(given),
    limit: limitOf(given),
    after: optional(given)('cursor', positionRule(cursors)),
    known: onlyKnown(given, [...messageConditions, 'limit', 'cursor']),
  });
