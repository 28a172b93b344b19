import {
  type Account,
  type AccountId,
  defaultLimits,
  defaultStartWords,
  defaultStopWords,
  type WhatsAppSettings,
} from './account.js';
import { newHealth } from './seen-health.js';
import { type Instant } from '../time.js';

/** What a new account is made from. */
export interface AccountDraft {
  readonly name: string;
  readonly demo: boolean;
}

/** An account that is made at `now`: default limits and words, and nothing else. */
export const newAccount = (
  id: AccountId,
  { name, demo }: AccountDraft,
  { mediaKey, consentKey }: Pick<Account, 'mediaKey' | 'consentKey'>,
  now: Instant,
): Account => ({
  id,
  name,
  demo,
  mediaKey,
  consentKey,
  whatsapp: notSet,
  formerPhoneNumberIds: [],
  stopWords: defaultStopWords,
  startWords: defaultStartWords,
  defaults: { status: null, source: null, assignedTo: null },
  limits: defaultLimits,
  staff: [],
  groups: [],
  statuses: [],
  sources: [],
  health: newHealth(notSet, now),
});

const notSet: WhatsAppSettings = {
  phoneNumberId: null,
  businessAccountId: null,
  accessToken: null,
  appSecret: null,
  verifyToken: null,
};
