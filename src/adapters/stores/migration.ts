import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, type AccountId } from '../../domain/model/account/account.js';
import { type PersonHash } from '../../domain/model/contact/person-hash.js';
import { type ContactId } from '../../domain/model/contact/contact.js';
import { type ContactOrErased } from '../../domain/model/contact/erased-contact.js';
import { type ServedType } from '../../domain/model/media/media-rules.js';
import { type Delivery } from '../../domain/model/webhook/delivery.js';
import { type MediaId } from '../../domain/model/media/media-id.js';
import { type Message } from '../../domain/model/message/message.js';
import { type HashRecord } from './records/consent.js';
import { type EarlyReports } from './records/early-reports.js';
import { type KeptDay, type KeptEndpoint, type KeptEvent, type KeptRelay } from './shared/kept-events.js';
import { type Instant } from '../../domain/model/time.js';
import { type ServiceTime } from '../../domain/model/service-time.js';
import { type Token } from '../../domain/model/account/token.js';
import { type Stored } from '../../domain/ports/store.js';

/** A past conversation that limits need: the last one of a contact, or one that stands for the count of a month. */
export interface KeptConversation {
  readonly accountId: AccountId;
  readonly contactId: ContactId;
  /** The month in which it was opened. */
  readonly month: string;
  /** Its number among the account's conversations of the month. The highest one is their count. */
  readonly ordinal: number;
  /** Its number among the contact's conversations. The last one has the highest. */
  readonly ordinalOfContact: number;
  /** When it closes; 0 if it only stands for a count. */
  readonly until: Instant;
}

/** A message, and whether it still claims its idempotency key. A later message may have claimed it. */
export interface HeldMessage {
  readonly message: Message;
  readonly holdsKey: boolean;
}

/** A contact, also an erased one, and its ordinal in its account: 1 for the first. */
export interface KeptContact {
  readonly contact: ContactOrErased;
  readonly ordinal: number;
}

/** What was last said under a hash of a person's id, and with which hashes it is joined. */
export interface KeptConsent extends HashRecord {
  readonly accountId: AccountId;
  readonly hash: PersonHash;
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
  readonly consents: KeptConsent;
  readonly conversations: KeptConversation;
  readonly messages: HeldMessage;
  readonly endpoints: KeptEndpoint;
  readonly events: KeptEvent;
  readonly deliveries: Delivery;
  readonly days: KeptDay;
  readonly relays: KeptRelay;
  readonly ids: LastId | ContactOffset;
  readonly service: ServiceTime;
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
  'consents',
  'conversations',
  'messages',
  'endpoints',
  'events',
  'deliveries',
  'days',
  'relays',
  'ids',
  'service',
  'uploads',
  'reports',
  'media',
] as const satisfies readonly Kind[];

/** A place in a kind: the source makes it, and the target keeps it. It stays valid while the source is unchanged. */
export type Place = string;

/** Some items of a kind, 500 at most. */
export interface Batch<A> {
  readonly items: readonly A[];
  /** The place behind the last item. */
  readonly behind: Place;
}

/** The source of a move. Any other write to it is noticed. */
export type MoveFrom = {
  readonly [K in Kind]: {
    /** How many there are, for the progress bar. It may be a few less than are moved. */
    readonly count: Stored<number>;
    /** All of them behind a place, or from the first one (null), each once. Throws if the store fails. */
    readonly all: (behind: Place | null) => AsyncIterable<Batch<Kinds[K]>>;
  };
};

/** How far the items of one kind have arrived. */
export interface Arrived {
  readonly count: number;
  /** Behind the last item that arrived; null if none has. */
  readonly behind: Place | null;
  /** Whether all items have arrived. */
  readonly isWhole: boolean;
}

/** Why a target does not take the items. `target` is its hosts and name, `reason` the driver's error. */
export type TargetFault =
  /** It did not answer for a minute. */
  | { readonly _tag: 'TargetSilent'; readonly target: string; readonly reason: string }
  /** It answers with an error that no repetition mends. */
  | { readonly _tag: 'TargetRefuses'; readonly target: string; readonly reason: string }
  /** Another record has the place of one of ours. */
  | { readonly _tag: 'TargetTaken'; readonly target: string; readonly collection: string };

/** The target of a move. No server uses it yet. A step that is not answered is repeated for a minute. */
export type MoveTo = {
  readonly [K in Kind]: {
    /** How far an earlier try of this move came. */
    readonly arrived: Arrived;
    /** Stores items unchanged, under their own ids, and then how far the kind has arrived. Repeating it is harmless. */
    readonly put: (items: readonly Kinds[K][], arrived: Arrived) => TE.TaskEither<TargetFault, void>;
    readonly count: TE.TaskEither<TargetFault, number>;
  };
};
