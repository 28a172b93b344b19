import * as O from 'fp-ts/lib/Option.js';
import { type Branded } from '../brand.js';
import { type Health } from './health.js';

/** A positive integer. */
export type AccountId = Branded<number, 'AccountId'>;

/** A value that an account assigns to its contacts: a staff member, a group, a status or a source. */
export interface Entry {
  readonly id: number;
  readonly name: string;
}

export const directories = ['staff', 'groups', 'statuses', 'sources'] as const;
/** The lists of entries that an account keeps; ids are positive, per account and list, never reused. */
export type Directory = (typeof directories)[number];

/** Settings from Meta's app dashboard. Each may be set later, so each may be null. */
export interface WhatsAppSettings {
  /** Digits; unique over all accounts. */
  readonly phoneNumberId: string | null;
  readonly businessAccountId: string | null;
  readonly accessToken: string | null;
  readonly appSecret: string | null;
  readonly verifyToken: string | null;
}

/** What a call to WhatsApp needs. */
export interface WhatsAppCredentials {
  readonly phoneNumberId: string;
  readonly accessToken: string;
}

/** `-1` is unlimited. */
export interface Limits {
  readonly contacts: number;
  /** Conversations opened per calendar month (UTC). */
  readonly conversations: number;
  readonly apiCallsPerMinute: number;
}

export const UNLIMITED = -1;
export const defaultLimits: Limits = { contacts: UNLIMITED, conversations: UNLIMITED, apiCallsPerMinute: 60 };
export const defaultStopWords: readonly string[] = ['STOP', 'UNSUBSCRIBE'];
export const defaultStartWords: readonly string[] = ['START'];

/** Whether one more fits under a limit. */
export const hasRoom = (current: number, maximum: number): boolean => maximum === UNLIMITED || current < maximum;

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  readonly whatsapp: WhatsAppSettings;
  /** The phone number ids that it had before, newest first: WhatsApp still reports on messages of a former number. */
  readonly formerPhoneNumberIds: readonly string[];
  readonly stopWords: readonly string[];
  readonly startWords: readonly string[];
  /** Ids of `statuses`, `sources` and `staff` that a new contact gets. */
  readonly defaults: {
    readonly status: number | null;
    readonly source: number | null;
    readonly assignedTo: number | null;
  };
  readonly limits: Limits;
  readonly staff: readonly Entry[];
  readonly groups: readonly Entry[];
  readonly statuses: readonly Entry[];
  readonly sources: readonly Entry[];
  /** 32 random bytes in base64url that make this account's media ids unguessable. */
  readonly mediaKey: string;
  /** 32 random bytes in base64url, under which people's ids are hashed for consent. A secret; it never changes. */
  readonly consentKey: string;
  /** The account that sandbox mode makes; its tokens are refused anywhere else. */
  readonly demo: boolean;
  /** What was last known of its health. `healthOf` also says whether it is configured. */
  readonly health: Health;
}

/** Changes to an account. A field that is absent stays as it is. */
export interface AccountChanges {
  readonly name?: string;
  readonly whatsapp?: Partial<WhatsAppSettings>;
  readonly stopWords?: readonly string[];
  readonly startWords?: readonly string[];
  readonly defaults?: Partial<Account['defaults']>;
  readonly limits?: Partial<Limits>;
}

/** The credentials to send with, if the account has both. */
export const credentialsOf = ({ whatsapp }: Pick<Account, 'whatsapp'>): O.Option<WhatsAppCredentials> =>
  whatsapp.phoneNumberId !== null && whatsapp.accessToken !== null
    ? O.some({ phoneNumberId: whatsapp.phoneNumberId, accessToken: whatsapp.accessToken })
    : O.none;

export const hasEntry = (account: Account, directory: Directory, id: number): boolean =>
  account[directory].some((entry) => entry.id === id);

/**
 * The account with one more entry in one of its lists, under the next id of that list. Entries are never removed, so
 * the last one has the highest id.
 */
export const addEntry = (
  account: Account,
  directory: Directory,
  name: string,
): { readonly account: Account; readonly entry: Entry } => {
  const entry = { id: (account[directory].at(-1)?.id ?? 0) + 1, name };
  return { account: { ...account, [directory]: [...account[directory], entry] }, entry };
};
