import { type AccountId } from '../../domain/account.js';
import { type ServedType } from '../../domain/media-rules.js';
import { type MediaId } from '../../domain/message.js';
import { type Stored } from '../../domain/ports/store.js';
import { type Instant } from '../../domain/time.js';
import { accountId, instant, positive, record, servedType, text, yesNo } from './codecs.js';
import { type Environment } from './environment.js';
import { type Write } from './table.js';

/** What is known of a published file. */
export interface MediaRecord {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly accountId: AccountId;
  /** When it was last published. */
  readonly publishedAt: Instant;
  /** Whether a message names it, which keeps it for good. */
  readonly named: boolean;
}

const media = record<MediaRecord>('media', {
  type: servedType,
  sizeBytes: positive,
  sha256: text,
  accountId,
  publishedAt: instant,
  named: yesNo,
});

const table = (environment: Environment) =>
  environment.table<string, MediaRecord>({ name: 'media', codec: media, show: () => '(an id)' });

/** The records of published files. */
export interface MediaRecords {
  /** At once, from the last commit. Throws `StoreFault` where the store fails, `CorruptRecord` for a damaged one. */
  readonly get: (id: MediaId) => MediaRecord | null;
  /** Records a file as published now; one that a message names stays named. Durable when it resolves. */
  readonly publish: (id: MediaId, facts: Omit<MediaRecord, 'publishedAt' | 'named'>, now: Instant) => Stored<void>;
  /** Forgets a file, unless a message names it by now or it was published after `publishedAt`. */
  readonly remove: (id: MediaId, publishedAt: Instant) => Stored<boolean>;
  /** Ids behind `after` (empty: from the start), at most `limit`. Throws `StoreFault`. */
  readonly ids: (after: string, limit: number) => readonly MediaId[];
}

export const mediaRecords = (environment: Environment): MediaRecords => {
  const records = table(environment);
  return {
    get: (id) => records.get(id) ?? null,
    publish: (id, facts, publishedAt) =>
      environment.write(() => {
        const named = records.get(id)?.named ?? false;
        return { answer: undefined, writes: [records.put(id, { ...facts, publishedAt, named })] };
      }),
    remove: (id, publishedAt) =>
      environment.write(() => {
        const known = records.get(id);
        const goes = known !== undefined && !known.named && known.publishedAt <= publishedAt;
        return { answer: goes, writes: goes ? [records.remove(id)] : [] };
      }),
    ids: (after, limit) => records.keys(after === '' ? { limit } : { from: `${after}-`, limit }) as readonly MediaId[],
  };
};

/** What opening a message needs of the media records, inside its own transaction. */
export const mediaTable = (environment: Environment) => {
  const records = table(environment);
  return {
    /** Says that a message names this file from now on. */
    name: (id: MediaId): readonly Write[] => {
      const known = records.get(id);
      return known === undefined || known.named ? [] : [records.put(id, { ...known, named: true })];
    },
  };
};
