import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { type ContactId } from '../../model/contact/contact.js';
import { parseUserId } from '../../model/contact/user-id.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { optional, parseId, parseTimestamp, type Rule } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import { limitOf } from '../../model/list-limit.js';
import { parseMediaType } from '../../model/media/media-type.js';
import { type MessageFilter, type MessagePosition, parseCursor } from '../../model/message/message-page.js';
import { type MessageState, messageStates } from '../../model/message/message-state.js';

/** The query of a caller that lists messages. */
export interface MessageQuery {
  readonly filter: MessageFilter;
  readonly after: MessagePosition | null;
  readonly limit: number;
}

/** Reads a query and reports all its faults at once. */
export const parseMessageQuery = (given: GivenFields): Checked<MessageQuery> =>
  sequenceS(allChecks)({
    filter: sequenceS(allChecks)({
      state: optional(given)('status', parseState),
      contactId: optional(given)('contact_id', parseId as Rule<ContactId>),
      mediaType: optional(given)('media_type', parseMediaType),
      userId: optional(given)('user_id', parseUserId),
      since: optional(given)('since', parseTimestamp),
      until: optional(given)('until', parseTimestamp),
    }),
    limit: limitOf(given),
    after: optional(given)('cursor', parseCursor),
  });

const parseState: Rule<MessageState> = (text) =>
  (messageStates as readonly string[]).includes(text)
    ? E.right(text as MessageState)
    : E.left(`must be one of ${messageStates.join(', ')}`);
