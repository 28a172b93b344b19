import { type Account } from '../../model/account/account.js';
import { type News } from '../../model/message/news.js';
import { type Instant } from '../../model/time.js';
import { type Change } from '../../ports/notifications.js';

type Numbers = Pick<Account, 'whatsapp'>;

/** A notification is addressed to an account by its phone number or by its business account. */
export const isAddressedIn = (changes: readonly Change[]): ((account: Numbers) => boolean) => {
  const phones = new Set(changes.map(({ phoneNumberId }) => phoneNumberId));
  const businesses = new Set(changes.map(({ businessAccountId }) => businessAccountId));
  return ({ whatsapp: { phoneNumberId, businessAccountId } }) =>
    (phoneNumberId !== null && phones.has(phoneNumberId)) ||
    (businessAccountId !== null && businesses.has(businessAccountId));
};

/**
 * A change belongs to the account with its phone number. A change without a number belongs to all accounts of its
 * business account.
 */
const belongsTo =
  ({ whatsapp }: Numbers) =>
  ({ phoneNumberId, businessAccountId }: Change): boolean =>
    phoneNumberId === null
      ? businessAccountId !== null && businessAccountId === whatsapp.businessAccountId
      : phoneNumberId === whatsapp.phoneNumberId;

/** What the changes report to an account, in their order. */
export const newsFor = (account: Account, changes: readonly Change[], now: Instant): readonly News[] =>
  changes.filter(belongsTo(account)).flatMap(({ news }) => news(account.id, now));
