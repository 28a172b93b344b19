import { type Account, type AccountId } from '../../domain/model/account/account.js';
import { type Contact, type ContactId } from '../../domain/model/contact/contact.js';
import { type ServedType } from '../../domain/model/media/media-rules.js';
import { type MediaId } from '../../domain/model/media/media-id.js';
import { type Message } from '../../domain/model/message/message.js';
import { type EarlyReports } from './records/early-reports.js';
import { type Instant } from '../../domain/model/time.js';
import { type Token } from '../../domain/model/account/token.js';
import { type Stored } from '../../domain/ports/store.js';

/** The conversations of one account, as far back as limits need. */
export interface AccountConversations {
  readonly accountId: AccountId;
  /** How many conversations were opened in each month. */
  readonly opened: readonly { readonly month: string; readonly count: number }[];
  /** When the last conversation of each contact closes. */
  readonly until: readonly { readonly contactId: ContactId; readonly until: Instant }[];
}

/** A message, and whether it still claims its idempotency key. A later message may have claimed it. */
export interface HeldMessage {
  readonly message: Message;
  readonly holdsKey: boolean;
}

/** A contact, and its ordinal in its account: 1 for the first. */
export interface KeptContact {
  readonly contact: Contact;
  readonly ordinal: number;
}

/** The last id that was assigned, so that it is never assigned again. */
export type LastId =
  | { readonly of: 'accounts'; readonly last: number }
  | { readonly of: 'messages' | 'tokens'; readonly accountId: AccountId; readonly last: number };

/** How far the ids of an account's next contacts are above their ordinals. Only a restore raises it from 0. */
export interface ContactOffset {
  readonly of: 'contacts';
  readonly accountId: AccountId;
  readonly offset: number;
}

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
  /** Throws if the store fails. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** Everything that a store keeps, kind by kind, in shapes that any other store can take. */
export interface Kinds {
  readonly accounts: Account;
  readonly tokens: Token;
  readonly contacts: KeptContact;
  readonly conversations: AccountConversations;
  readonly messages: HeldMessage;
  readonly ids: LastId | ContactOffset;
  readonly uploads: KeptHandle;
  readonly reports: KeptReports;
  readonly media: KeptMedia;
}

export type Kind = keyof Kinds;

/** The order in which the kinds are moved. A record comes after the records that it refers to. */
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

/** Some items of a kind. An item may count for more or less than one. */
export interface Batch<A> {
  readonly items: readonly A[];
  readonly count: number;
}

/** The source of a move. Nothing is written to it any more. */
export type MoveFrom = {
  readonly [K in Kind]: {
    /** How many there are, for the progress bar. */
    readonly count: Stored<number>;
    /** All of them, each once. Throws if the store fails. */
    readonly all: () => AsyncIterable<Batch<Kinds[K]>>;
  };
};

/** The target of a move. No server uses it yet. */
export type MoveTo = {
  readonly [K in Kind]: {
    /** Stores items unchanged, under their own ids. Repeating it is harmless. */
    readonly put: (items: readonly Kinds[K][]) => Stored<void>;
    readonly count: Stored<number>;
  };
};
