import { type Account, type AccountId } from './account.js';
import { type AccountHealth, hasSameReasons } from './health.js';
import { type LastSeen } from './last-seen.js';
import { healthOf } from './seen-health.js';
import { type Instant } from '../time.js';

/** The set of an account's problems has changed. */
export interface AttentionEvent {
  readonly type: 'account.attention';
  readonly accountId: AccountId;
  readonly at: Instant;
  readonly name: string;
  readonly health: AccountHealth;
}

/** The event of a change at `at`; null if it does not change the reasons for which the account needs attention. */
export const attentionEvent = (
  before: Account,
  after: Account,
  { sentAt, statusAt }: LastSeen,
  at: Instant,
): AttentionEvent | null => {
  const health = healthOf(after, at);
  if (isStillMade(before) || hasSameReasons(healthOf(before, at), health)) return null;
  return {
    type: 'account.attention',
    accountId: after.id,
    at,
    name: after.name,
    health: { ...health, lastSentAt: sentAt, lastStatusAt: statusAt },
  };
};

/** The demo account is made in steps, of which its number is the last. */
const isStillMade = ({ demo, whatsapp }: Account): boolean => demo && whatsapp.phoneNumberId === null;
