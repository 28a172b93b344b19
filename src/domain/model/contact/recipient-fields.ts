import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { allChecks, type Checked, missing } from '../field-faults.js';
import { optional, type Rule } from '../field-rules.js';
import { type GivenFields } from '../given-fields.js';
import { parsePhoneNumber, type PhoneNumber } from './phone.js';
import { type Recipient, recipientOf } from './recipient.js';
import { parseUserId, resemblesUserId } from './user-id.js';

/** The fields that name a person. One of them is required. */
export const recipientFieldNames = ['phone', 'user_id'] as const;

/** Reads `phone` and `user_id` (SPEC 1.1). */
export const parseRecipient = (given: GivenFields): Checked<Recipient> =>
  pipe(
    sequenceS(allChecks)({
      phone: optional(given)('phone', parsePhone),
      userId: optional(given)('user_id', parseUserId),
    }),
    E.chain(({ phone, userId }) => {
      const recipient = recipientOf(phone, userId);
      return recipient === null ? E.left([missing('phone', 'or user_id is required')]) : E.right(recipient);
    }),
  );

/** The rule of a field `phone`. */
export const parsePhone: Rule<PhoneNumber> = (written) =>
  resemblesUserId(written) ? E.left('must be a phone number; a user id goes into user_id') : parsePhoneNumber(written);
