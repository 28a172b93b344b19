import { type IO } from 'fp-ts/lib/IO.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../model/account/account.js';
import { type Bytes } from '../model/bytes.js';
import { type Unavailable } from '../model/errors.js';
import { type ServedType } from '../model/media/media-rules.js';
import { type MediaId } from '../model/media/media-id.js';
import { MINUTE } from '../model/time.js';
import { type Round, type Stored } from './store.js';

/** How long a published file may wait for a message to name it. */
export const UNNAMED_KEPT = 10 * MINUTE;

/** The source had more bytes than allowed. */
export interface TooLarge {
  readonly _tag: 'TooLarge';
}

/** Whose a published file is, and the key that its id is made with. */
export type MediaOwner = Pick<Account, 'id' | 'mediaKey'>;

/** A file that has arrived and belongs to no account yet. It is good until it is discarded. */
export interface StagedMedia {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /**
   * Up to `length` bytes from `position` on; fewer only at the end of the file. Rejects where a store fails, and
   * once the file is discarded.
   */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  /**
   * The whole file from its start, any number of times, also once it is published. Throws where a store fails, and
   * once the file is discarded.
   */
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /**
   * Makes the file available under its media id: durable when it resolves, whole or not at all. The same bytes of
   * the same account and type are the same file, whichever staged file they come from. Publishing again under the
   * same id is harmless. Publishing under another id, or once discarded, is a defect and rejects.
   */
  readonly publish: (owner: MediaOwner, type: ServedType) => Stored<PublishedMedia>;
  /**
   * Gives the file up: what was not published is gone, what was published stays. Waits for a publishing that is
   * under way. Never fails; discarding again is harmless.
   */
  readonly discard: Task<void>;
}

/** A published file, pinned against the sweep until a message names it. */
export interface PublishedMedia {
  readonly id: MediaId;
  /** Releases the pin; to be called once the message is open, or will not be. Calling it again is harmless. */
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
  /** Closes it; to be called once, whether or not bytes were read. */
  readonly close: Task<void>;
}

/** Media files, kept once per account and content. */
export interface MediaStorage {
  /**
   * Writes bytes down as they come and hashes them on the way, with a fixed buffer. Never pulls far beyond
   * `limitBytes`: TooLarge as soon as they are passed. A failure leaves nothing behind.
   */
  readonly stage: (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedMedia>;
  /** Opens a published file. None for an id that nothing was published under. */
  readonly open: (id: MediaId) => Stored<Option<StoredMedia>>;
  /**
   * Removes what has no owner: staged files of dead processes, and published files that no message names and that
   * were last published more than `UNNAMED_KEPT` ago. Never one that is pinned. A damaged
   * record stays, with its file, and is named.
   */
  readonly sweep: Stored<Round>;
}
