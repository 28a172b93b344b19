import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type ContactId } from '../../model/contact/contact.js';
import { parseUserId } from '../../model/contact/user-id.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { optional, parseId, parseTimestamp, type Rule } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import { parseMediaType } from '../../model/media/media-type.js';
import { type MessageFilter, type MessagePosition, parseCursor } from '../../model/message/message-page.js';
import { type MessageState, messageStates } from '../../model/message/message-state.js';

/** The query of a caller that lists messages. */
export interface MessageQuery {
  readonly filter: MessageFilter;
  readonly after: MessagePosition | null;
  readonly limit: number;
}

export const MOST_LISTED = 100;
const LISTED = 25;

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
    limit: pipe(
      optional(given)('limit', parseLimit),
      E.map((limit) => limit ?? LISTED),
    ),
    after: optional(given)('cursor', parseCursor),
  });

const parseState: Rule<MessageState> = (text) =>
  (messageStates as readonly string[]).includes(text)
    ? E.right(text as MessageState)
    : E.left(`must be one of ${messageStates.join(', ')}`);

const parseLimit: Rule<number> = (text) => {
  const limit = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MOST_LISTED
    ? E.right(limit)
    : E.left(`must be a whole number from 1 to ${MOST_LISTED}`);
};
