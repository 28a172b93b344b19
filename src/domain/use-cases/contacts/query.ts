import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../model/account/account.js';
import { type ContactId } from '../../model/contact/contact.js';
import { type PhoneNumber } from '../../model/contact/phone.js';
import { parsePhone } from '../../model/contact/recipient-fields.js';
import { parseUserId, type UserId } from '../../model/contact/user-id.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { optional, parseId, type Rule } from '../../model/field-rules.js';
import { type GivenFields } from '../../model/given-fields.js';
import { onlyKnown } from '../../model/given-members.js';
import { type Hmac } from '../../model/hmac.js';
import { type CursorScope, cursorRule } from '../../model/list-cursor.js';
import { limitOf } from '../../model/list-limit.js';

/** Which contacts a caller wants. A condition that is null does not apply. */
export interface ContactConditions {
  readonly phone: PhoneNumber | null;
  readonly userId: UserId | null;
  readonly optedOut: boolean | null;
  readonly group: number | null;
}

/** The query of a caller that lists contacts. */
export interface ContactQuery {
  readonly conditions: ContactConditions;
  /** The page has contacts with lower ids; null: the first page. */
  readonly below: ContactId | null;
  readonly limit: number;
}

/** The conditions under the names of the API. */
export const contactConditionNames = ['phone', 'user_id', 'opted_out', 'group'] as const;

/** Whose cursor of a list of contacts it is. */
export const contactCursors = ({ hmac }: { readonly hmac: Hmac }, account: Account): CursorScope => ({
  hmac,
  account,
  list: 'contacts',
});

/** Reads the conditions alone. */
export const parseContactConditions = (given: GivenFields): Checked<ContactConditions> =>
  sequenceS(allChecks)({
    phone: optional(given)('phone', parsePhone),
    userId: optional(given)('user_id', parseUserId),
    optedOut: optional(given)('opted_out', parseBoolean),
    group: optional(given)('group', parseId),
  });

/** Reads a query and reports all its faults at once. */
export const parseContactQuery = (cursors: CursorScope, given: GivenFields): Checked<ContactQuery> =>
  sequenceS(allChecks)({
    conditions: parseContactConditions(given),
    limit: limitOf(given),
    below: optional(given)('cursor', cursorRule(cursors) as Rule<ContactId>),
    known: onlyKnown(given, [...contactConditionNames, 'limit', 'cursor']),
  });

const parseBoolean: Rule<boolean> = (text) =>
  text === 'true' || text === 'false' ? E.right(text === 'true') : E.left('must be true or false');
