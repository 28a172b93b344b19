import { type Account, type AccountChanges } from './account.js';
import { healthAfterSettings } from './seen-health.js';
import { type Instant } from '../time.js';

/** Applies changes to an account at `now`. A store calls this inside its write. */
export const changeAccount = (account: Account, changes: AccountChanges, now: Instant): Account => {
  const whatsapp = { ...account.whatsapp, ...changes.whatsapp };
  return {
    ...account,
    ...changes,
    whatsapp,
    formerPhoneNumberIds: formerNumbers(account, changes.whatsapp?.phoneNumberId),
    defaults: { ...account.defaults, ...changes.defaults },
    limits: { ...account.limits, ...changes.limits },
    health: healthAfterSettings(account, whatsapp, now),
  };
};

/** How many former phone number ids an account remembers. */
const MOST_FORMER = 8;

/** The former phone number ids after the present one has changed to `next`; undefined: it stays. */
const formerNumbers = (
  { whatsapp: { phoneNumberId }, formerPhoneNumberIds }: Account,
  next: string | null | undefined,
): readonly string[] => {
  if (next === undefined || next === phoneNumberId) return formerPhoneNumberIds;
  const former = phoneNumberId === null ? formerPhoneNumberIds : [phoneNumberId, ...formerPhoneNumberIds];
  return [...new Set(former)].filter((id) => id !== next).slice(0, MOST_FORMER);
};
