import { type Account, type Limits } from '../domain/model/account/account.js';
import { type Token } from '../domain/model/account/token.js';
import { toTimestamp } from '../domain/model/time.js';
import { type DayActivity, type DescribedAccount, type Usage } from '../domain/use-cases/account/call.js';
import { healthView } from './health-view.js';

/** An account under the API's names (SHAPES, "An account's health"). */
export const accountView = ({ account, usage, health }: DescribedAccount) => ({
  ...identityView(account),
  limits: limitsView(account.limits),
  usage: usageView(usage),
  health: healthView(account.id, health),
});

const identityView = ({ id, name, whatsapp }: Account) => ({
  account_id: id,
  name,
  phone_number_id: whatsapp.phoneNumberId,
  business_account_id: whatsapp.businessAccountId,
});

const limitsView = ({ contacts, conversations, apiCallsPerMinute }: Limits) => ({
  contacts,
  conversations,
  api_calls_per_minute: apiCallsPerMinute,
});

const usageView = ({ contacts, conversations, month }: Usage) => ({ contacts, conversations, month });

/** A token without its secret. */
export const tokenView = ({ id, name, scopes, lastFour, expiresAt }: Token) => ({
  token_id: id,
  name,
  scopes: [...scopes],
  last_four: lastFour,
  expires_at: expiresAt === null ? null : toTimestamp(expiresAt),
});

/** What became of an account's messages on one day. */
export const dayView = ({ day, counts: { sent, delivered, read, failed, unconfirmed } }: DayActivity) => ({
  day,
  sent,
  delivered,
  read,
  failed,
  unconfirmed,
});
