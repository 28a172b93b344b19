import { accountView } from '../api/account-view.js';
import { type Account } from '../domain/model/account/account.js';
import { type DescribedAccount } from '../domain/use-cases/account/call.js';

/** The settings of an account. Secrets are named, not shown. */
export const shownSettings = ({ id, name, whatsapp, defaults, limits, ...rest }: Account) => ({
  account_id: id,
  name,
  phone_number_id: whatsapp.phoneNumberId,
  business_account_id: whatsapp.businessAccountId,
  has_access_token: whatsapp.accessToken !== null,
  has_app_secret: whatsapp.appSecret !== null,
  has_verify_token: whatsapp.verifyToken !== null,
  lead_status: defaults.status,
  lead_source: defaults.source,
  lead_assigned_to: defaults.assignedTo,
  stop_words: rest.stopWords,
  start_words: rest.startWords,
  limits: {
    contacts: limits.contacts,
    conversations: limits.conversations,
    api_calls_per_minute: limits.apiCallsPerMinute,
  },
});

/** An account with its settings, what it uses and how it is, as a document. */
export const shownAccount = (described: DescribedAccount) => ({
  ...shownSettings(described.account),
  ...accountView(described),
});

/** The same to read: whether it can send, and why not, in lines of their own. */
export const readableAccount = (described: DescribedAccount): Readonly<Record<string, unknown>> => {
  const { usage, health, ...settings } = shownAccount(described);
  return {
    ...settings,
    contacts: usage.contacts,
    [`conversations in ${usage.month}`]: usage.conversations,
    can_send: health.can_send ? 'yes' : 'no',
    ...Object.fromEntries(
      health.problems.map(({ reason, since, message }) => [`problem: ${reason}`, `${message} (since ${since})`]),
    ),
    last_sent_at: health.last_sent_at,
    last_status_at: health.last_status_at,
    refused_signatures:
      health.refused_signatures === null
        ? null
        : `${health.refused_signatures.count} since ${health.refused_signatures.since}`,
  };
};
