import { type Account, type AccountId, defaultLimits, defaultStartWords, defaultStopWords } from './account.js';

/** What a new account is made from. */
export interface AccountDraft {
  readonly name: string;
  readonly demo: boolean;
}

/** A new account: default limits and words, and nothing else. */
export const newAccount = (
  id: AccountId,
  { name, demo }: AccountDraft,
  { mediaKey, consentKey }: Pick<Account, 'mediaKey' | 'consentKey'>,
): Account => ({
  id,
  name,
  demo,
  mediaKey,
  consentKey,
  whatsapp: { phoneNumberId: null, businessAccountId: null, accessToken: null, appSecret: null, verifyToken: null },
  formerPhoneNumberIds: [],
  stopWords: defaultStopWords,
  startWords: defaultStartWords,
  defaults: { status: null, source: null, assignedTo: null },
  limits: defaultLimits,
  staff: [],
  groups: [],
  statuses: [],
  sources: [],
});
