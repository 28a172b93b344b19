import { type Account, type AccountId } from '../../domain/model/account/account.js';
import { type Contact, type ContactId } from '../../domain/model/contact/contact.js';
import { type ServedType } from '../../domain/model/media/media-rules.js';
import { type MediaId } from '../../domain/model/media/media-id.js';
import { type Message } from '../../domain/model/message/message.js';
import { type EarlyReports } from './records/early-reports.js';
import { type Instant } from '../../domain/model/time.js';
import { type Token } from '../../domain/model/account/token.js';
import { type Stored } from '../../domain/ports/store.js';

/** How one account stands with conversations: as much of the past as limits need. */
export interface AccountConversations {
  readonly accountId: AccountId;
  /** How many were opened in each month. */
  readonly opened: readonly { readonly month: string; readonly count: number }[];
  /** When the last one of each contact closes. */
  readonly until: readonly { readonly contactId: ContactId; readonly until: Instant }[];
}

/** A message, and whether it still holds its idempotency key: a later one may have it. */
export interface HeldMessage {
  readonly message: Message;
  readonly holdsKey: boolean;
}

/** The last id that was given to something, so that it is never given again. */
export type LastId =
  | { readonly of: 'accounts'; readonly last: number }
  | { readonly of: 'messages' | 'tokens'; readonly accountId: AccountId; readonly last: number };

export interface KeptHandle {
  readonly mediaId: MediaId;
  readonly phoneNumberId: string;
  readonly whatsappId: string;
  readonly goodUntil: Instant;
}

export interface KeptReports extends EarlyReports {
  readonly accountId: AccountId;
  readonly wamid: string;
}

export interface KeptMedia {
  readonly id: MediaId;
  readonly owner: Pick<Account, 'id' | 'mediaKey'>;
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** Throws where the store fails. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** Everything that a store keeps, kind by kind, in shapes that any other store can take. */
export interface Kinds {
  readonly accounts: Account;
  readonly tokens: Token;
  readonly contacts: Contact;
  readonly conversations: AccountConversations;
  readonly messages: HeldMessage;
  readonly ids: LastId;
  readonly uploads: KeptHandle;
  readonly reports: KeptReports;
  readonly media: KeptMedia;
}

export type Kind = keyof Kinds;

/** The order in which the kinds are moved: whoever is named before who names. */
export const kinds = [
  'accounts',
  'tokens',
  'contacts',
  'conversations',
  'messages',
  'ids',
  'uploads',
  'reports',
  'media',
] as const satisfies readonly Kind[];

/** Some of a kind; what they count for is not always one each. */
export interface Batch<A> {
  readonly items: readonly A[];
  readonly count: number;
}

/** A store that nothing is written to any more. */
export type MoveFrom = {
  readonly [K in Kind]: {
    /** How many there are, for whoever watches. */
    readonly count: Stored<number>;
    /** All of them, each once. Throws where the store fails. */
    readonly all: () => AsyncIterable<Batch<Kinds[K]>>;
  };
};

/** A store that nobody serves from yet. */
export type MoveTo = {
  readonly [K in Kind]: {
    /** Keeps them as they are, under the ids that they have. Repeating it is harmless. */
    readonly put: (items: readonly Kinds[K][]) => Stored<void>;
    readonly count: Stored<number>;
  };
};
