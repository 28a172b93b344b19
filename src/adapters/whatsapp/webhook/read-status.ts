import { isWamid } from '../../../domain/model/message/wamid.js';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type ShownPerson } from '../../../domain/model/contact/shown-person.js';
import { parseCallbackData } from '../../../domain/model/message/callback-data.js';
import { type SendFailure } from '../../../domain/model/message/send-outcome.js';
import { reportedStatuses } from '../../../domain/model/message/message-state.js';
import { type StatusReport } from '../../../domain/model/message/status-report.js';
import { type Instant } from '../../../domain/model/time.js';
import { entryOf, unknownCodeSays } from '../refusal-entry.js';
import { lasting } from '../graph/failures.js';
import { at, integer, shortText } from '../read-json.js';
import { readPerson } from '../read-person.js';
import { type Completed } from './read-contacts.js';
import { readTime } from './read-time.js';

/** A status, and the account that its mark names; null without a mark. */
export interface ReadStatus {
  readonly report: StatusReport;
  readonly markedFor: AccountId | null;
}

/**
 * A status of a change (`value.statuses[]`) in the domain's type. Null for a value that is no status, and for statuses
 * that are no step of a message, such as `deleted` and `warning`. The recipient's number and user id may both be
 * missing.
 */
export const readStatus = (value: unknown, now: Instant, completed: Completed): ReadStatus | null => {
  const wamid = at(value, 'id');
  const word = at(value, 'status');
  const status = reportedStatuses.find((known) => known === word);
  if (!isWamid(wamid) || status === undefined) return null;
  const written = at(value, 'biz_opaque_callback_data');
  const mark = typeof written === 'string' ? parseCallbackData(written) : null;
  const report = {
    wamid,
    mark: mark === null ? null : { id: mark.id, nonce: mark.nonce },
    shown: completed(readRecipient(value)),
    at: readTime(at(value, 'timestamp'), now),
  };
  return {
    report:
      status === 'failed' ? { ...report, status, failure: failureOf(at(value, 'errors', 0)) } : { ...report, status },
    markedFor: mark?.accountId ?? null,
  };
};

/** Meta's page called the parent id of a status `parent_recipient_user_id` at first. */
const readRecipient = (status: unknown): ShownPerson =>
  readPerson({
    number: at(status, 'recipient_id'),
    userId: at(status, 'recipient_user_id'),
    parentUserId: at(status, 'recipient_parent_user_id') ?? at(status, 'parent_recipient_user_id'),
  });

const failureOf = (error: unknown): SendFailure => {
  const code = integer(at(error, 'code'));
  if (code === null) return lasting('WhatsApp did not deliver the message and gave no reason.');
  const details = shortText(at(error, 'error_data', 'details'), '');
  const title = shortText(at(error, 'title'), '') ?? shortText(at(error, 'message'), '') ?? `Error ${code}`;
  const known = entryOf({ code, subcode: integer(at(error, 'error_subcode')), title, details });
  return {
    error: known?.says ?? unknownCodeSays(code, 'final'),
    outcome: 'not_sent',
    retryable: known !== undefined && known.class !== 'final',
    whatsapp: { code, title, details, fbtraceId: shortText(at(error, 'fbtrace_id'), '') },
  };
};
