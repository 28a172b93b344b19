import { type Instant } from '../time.js';
import { type HandState, type ReportedStatus } from './message-state.js';
import { type IdempotencyKey } from './idempotency-key.js';

/** The doors through which a message comes. */
export const doors = ['rest', 'grpc'] as const;
export type Door = (typeof doors)[number];

/** The request that opened a message. */
export interface MessageOrigin {
  readonly door: Door;
  readonly requestId: string;
  readonly tokenId: string;
}

/** The message was recorded, right before it was sent. */
export interface OpenedEntry extends MessageOrigin {
  readonly kind: 'opened';
  readonly at: Instant;
  /** Null after erasing too. */
  readonly idempotencyKey: IdempotencyKey | null;
}

/** The calls that a send makes: the message itself, or the upload of its file. */
export const whatsAppCalls = ['messages', 'media'] as const;
/** Why a call has no answer, or (`not_json`) none that could be read. */
export const callReasons = ['no_connection', 'timeout', 'cut', 'not_json'] as const;

/** One call at WhatsApp, once it has ended. */
export interface TryEntry {
  readonly kind: 'try';
  /** When it began. */
  readonly at: Instant;
  readonly call: (typeof whatsAppCalls)[number];
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** Null if no answer came. */
  readonly httpStatus: number | null;
  /** WhatsApp's error code. */
  readonly code: number | null;
  readonly reason: (typeof callReasons)[number] | null;
}

/** WhatsApp reported a status. */
export interface StatusEntry {
  readonly kind: 'status';
  /** When it was recorded. */
  readonly at: Instant;
  readonly status: ReportedStatus;
  /** On WhatsApp's clock, in whole seconds. */
  readonly reportedAt: Instant;
  readonly code: number | null;
}

/** The message became `unconfirmed` or `failed` without an answer (SHAPES). */
export interface ExpiredEntry {
  readonly kind: 'expired';
  readonly at: Instant;
}

/** Who settles a message by hand. Only a request has ids. */
export type Settler =
  | { readonly by: 'api'; readonly requestId: string; readonly tokenId: string }
  | { readonly by: 'cli'; readonly requestId: null; readonly tokenId: null };

/** Somebody settled the message by hand. */
export type SettledEntry = Settler & {
  readonly kind: 'settled';
  readonly at: Instant;
  readonly as: HandState;
};

/** One thing that a message went through. */
export type TimelineEntry = OpenedEntry | TryEntry | StatusEntry | ExpiredEntry | SettledEntry;
export type TimelineKind = TimelineEntry['kind'];

/** What a message went through, oldest first. */
export type Timeline = readonly TimelineEntry[];

/** What a send adds to the timeline of its message. */
export type SendEntry = TryEntry | ExpiredEntry;

/** How many entries a timeline has at most. */
export const MOST_ENTRIES = 200;

/**
 * A timeline with further entries, each at its time. What is there already is not added: the same status with the same
 * reported time, or the same call. In a full timeline the latest statuses are left out. The same value if nothing is
 * added.
 */
export const withEntries = (timeline: Timeline, entries: Timeline): Timeline =>
  // Two calls may look alike, but a send is recorded once.
  entries.filter((entry) => !timeline.some((known) => isSame(known, entry))).reduce(withEntry, timeline);

const withEntry = (timeline: Timeline, entry: TimelineEntry): Timeline => {
  if (timeline.length < MOST_ENTRIES) return inPlace(timeline, entry);
  const spared = entry.kind === 'status' ? -1 : timeline.findLastIndex(({ kind }) => kind === 'status');
  return spared === -1 ? timeline : inPlace(timeline.toSpliced(spared, 1), entry);
};

const isSame = (known: TimelineEntry, entry: TimelineEntry): boolean => {
  if (known.kind === 'status' && entry.kind === 'status')
    return known.status === entry.status && known.reportedAt === entry.reportedAt;
  const fields: Readonly<Record<string, unknown>> = { ...known };
  return Object.entries(entry).every(([name, value]) => fields[name] === value);
};

/** Behind all entries that are not later. The first stays the first, also if the clock was set back. */
const inPlace = (timeline: Timeline, entry: TimelineEntry): Timeline =>
  timeline.toSpliced(timeline.findLastIndex(({ at, kind }) => at <= entry.at || kind === 'opened') + 1, 0, entry);

/** A timeline without what erasing takes from it (SPEC 5). */
export const erasedTimeline = (timeline: Timeline): Timeline =>
  timeline.map((entry) => (entry.kind === 'opened' ? { ...entry, idempotencyKey: null } : entry));
