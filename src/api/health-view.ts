import { type AttentionEvent } from '../domain/model/account/attention.js';
import { type AccountHealth, canSend, type Problem, type ProblemReason } from '../domain/model/account/health.js';
import { type AccountId } from '../domain/model/account/account.js';
import { toTimestamp, timestampOrNull } from '../domain/model/time.js';

/** An account's health under the API's names (SHAPES, "An account's health"). */
export const healthView = (accountId: AccountId, health: AccountHealth) => ({
  can_send: canSend(health),
  problems: health.problems.map((problem) => problemView(accountId, problem)),
  last_sent_at: timestampOrNull(health.lastSentAt),
  last_status_at: timestampOrNull(health.lastStatusAt),
  refused_signatures:
    health.refusedSignatures === null
      ? null
      : { since: toTimestamp(health.refusedSignatures.since), count: health.refusedSignatures.count },
});

/** What `account.attention` tells. */
export const attentionView = ({ accountId, name, health }: AttentionEvent) => ({
  account_id: accountId,
  name,
  health: healthView(accountId, health),
});

const problemView = (accountId: AccountId, { reason, since, code }: Problem) => ({
  reason,
  since: toTimestamp(since),
  code,
  message: messages[reason](accountId, code === null ? '' : ` (${code})`),
});

/** What is wrong, then what to do. */
const messages: Readonly<Record<ProblemReason, (account: AccountId, code: string) => string>> = {
  not_configured: (account) =>
    `The account has no WhatsApp phone number id or no access token. Set both: postcard account set ${account} --phone-number-id ... --access-token -`,
  token: (account, code) =>
    `WhatsApp refuses the access token${code}. Set a new one: postcard account set ${account} --access-token -`,
  number: (account, code) =>
    `WhatsApp refuses the phone number${code}. Look at the number in Meta's WhatsApp Manager, or set another: postcard account set ${account} --phone-number-id ...`,
  payment: (_account, code) => `WhatsApp has a problem with the payment${code}. Mend it in Meta's Business Manager.`,
  signature: (account) =>
    `The webhooks that name this account are not signed with its app secret. Set the one of the app: postcard account set ${account} --app-secret -`,
};
