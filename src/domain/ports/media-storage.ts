import { type IO } from 'fp-ts/lib/IO.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../model/account.js';
import { type Bytes } from '../model/bytes.js';
import { type Unavailable } from '../model/errors.js';
import { type ServedType } from '../model/media-rules.js';
import { type MediaId } from '../model/message.js';
import { type Stored } from './store.js';

/** The source had more bytes than allowed. */
export interface TooLarge {
  readonly _tag: 'TooLarge';
}

/** A file that has arrived and belongs to nobody yet. */
export interface StagedMedia {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Up to `length` bytes from `position` on; fewer only at the end of the file. */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  /** The whole file from its start, any number of times, also after publishing, until it is discarded. Throws where a store fails. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** A published file, pinned against the sweep until a message names it. */
export interface PublishedMedia {
  readonly id: MediaId;
  /** Releases the pin; to be called once the message is open, or will not be. */
  readonly release: IO<void>;
}

/** First and last byte, both counted. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A file as it is served. */
export interface StoredMedia {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** A range of its bytes, the whole without one. Throws where a store fails. */
  readonly bytes: (range: Option<ByteRange>) => AsyncIterable<Uint8Array>;
  /** Lets go of it; to be called once, whether or not bytes were read. */
  readonly close: Task<void>;
}

/** Media files, kept once per account and content. */
export interface MediaStorage {
  /**
   * Writes bytes down as they come and hashes them on the way, with a fixed buffer. Never pulls far beyond
   * `limitBytes`: TooLarge as soon as they are passed. A failure leaves nothing behind.
   */
  readonly stage: (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedMedia>;
  /**
   * Makes a staged file available under its media id: durable when it resolves, whole or not at all. The same
   * bytes of the same account and type are the same file; publishing them again is harmless.
   */
  readonly publish: (
    staged: StagedMedia,
    owner: Pick<Account, 'id' | 'mediaKey'>,
    type: ServedType,
  ) => Stored<PublishedMedia>;
  /** Lets go of a staged file: what was not published is gone. Never fails; repeating it is harmless. */
  readonly discard: (staged: StagedMedia) => Task<void>;
  /** Opens a published file. None for an id that nothing was published under. */
  readonly open: (id: MediaId) => Stored<Option<StoredMedia>>;
  /**
   * Removes what nobody owns: staged files of dead processes, and published files that no message names and that
   * were last published more than 10 minutes ago. Never one that is pinned. Answers how many went.
   */
  readonly sweep: Stored<number>;
}
