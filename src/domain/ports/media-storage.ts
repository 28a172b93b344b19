import { type IO } from 'fp-ts/lib/IO.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../model/account/account.js';
import { type Bytes } from '../model/bytes.js';
import { type Unavailable } from '../model/errors.js';
import { type ServedType } from '../model/media/media-rules.js';
import { type MediaId } from '../model/media/media-id.js';
import { type Instant, MINUTE } from '../model/time.js';
import { type Damaged, type Round, type Stored } from './store.js';

/** How long a published file may wait for a message to name it. */
export const UNNAMED_KEPT = 10 * MINUTE;

/** The source had more bytes than allowed. */
export interface TooLarge {
  readonly _tag: 'TooLarge';
}

/** The account that a published file belongs to, and the key that its id is made with. */
export type MediaOwner = Pick<Account, 'id' | 'mediaKey'>;

/** A file that has arrived and belongs to no account yet. It can be used until it is discarded. */
export interface StagedMedia {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /**
   * Up to `length` bytes from `position` on; fewer only at the end of the file. Rejects if the store fails or the file
   * was discarded.
   */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  /**
   * The whole file from its start, any number of times, also after publishing. Throws if the store fails or the file
   * was discarded.
   */
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /**
   * Makes the file available under its media id: durable when it resolves, whole or not at all. The same bytes of the
   * same account and type become the same file, even from different staged files. Publishing again under the same id is
   * harmless. A published file or record that is damaged is replaced; who has the file open reads it to its end.
   * Publishing under another id, or after discarding, is a defect and rejects.
   */
  readonly publish: (owner: MediaOwner, type: ServedType) => Stored<PublishedMedia>;
  /**
   * Removes the staged file; a published file stays. Waits while the file is being published. Never fails; discarding
   * again is harmless.
   */
  readonly discard: Task<void>;
}

/** A published file, pinned against the sweep until a message names it. */
export interface PublishedMedia {
  readonly id: MediaId;
  /** Releases the pin. Call it once the message is open, or will never be. Calling it again is harmless. */
  readonly release: IO<void>;
}

/** A published file in the hands of a request that sends it once more. It can be used until it is discarded. */
export interface TakenMedia extends StagedMedia {
  readonly type: ServedType;
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A file as it is served. */
export interface StoredMedia {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** A range of its bytes, or the whole file without a range. Throws if the store fails. */
  readonly bytes: (range: Option<ByteRange>) => AsyncIterable<Uint8Array>;
  /** Closes the file. Call it once, also if no bytes were read. */
  readonly close: Task<void>;
}

/** A published file that is gone, or is not as its record says. */
export interface DamagedFile extends Damaged {
  readonly _tag: 'DamagedFile';
}

/** Media files, kept once per account and content. */
export interface MediaStorage {
  /**
   * Writes and hashes bytes as they arrive, with a fixed buffer. Never pulls far beyond `limitBytes`: `TooLarge` as
   * soon as the limit is passed. A failure leaves nothing behind.
   */
  readonly stage: (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedMedia>;
  /**
   * Opens a published file. None if no file was published under the id. A file that is not as its record says is
   * never opened in part. Wrong bytes of the right length are not noticed.
   */
  readonly open: (id: MediaId) => TE.TaskEither<Unavailable | DamagedFile, Option<StoredMedia>>;
  /**
   * Takes a published file of this account, so that it can be published again. None if no file was published under the
   * id, or it belongs to another account. A file that is not as its record says is never taken. Until the file is
   * discarded the sweep leaves it alone; discarding removes nothing. Publishing it under the type that it has copies
   * no byte. A copy is published if the type is another one, or if the published file was removed or replaced meanwhile.
   */
  readonly take: (id: MediaId, owner: MediaOwner) => TE.TaskEither<Unavailable | DamagedFile, Option<TakenMedia>>;
  /**
   * Removes files without an owner: staged files of dead processes, and published files that no message names and that
   * were last published more than `UNNAMED_KEPT` ago. A pinned file is never removed. A damaged record and its file
   * stay, and the result names the record.
   */
  readonly sweep: Stored<Round>;
  /**
   * Removes those of these files at once that no message names: see `Erasing`. A pinned file stays, as does any while a
   * backup runs; a sweep takes it later. The ids under which WhatsApp knows a removed file go with it.
   */
  readonly removeUnnamed: (ids: readonly MediaId[]) => Stored<Round>;
  /**
   * Takes their names from files that no message was opened for since `before`, so that they are removed as those that no
   * message names: at once where that may be. It reads no message: a file's record says at the end of which day (UTC) it
   * was last named.
   */
  readonly dropNamedBefore: (before: Instant) => Stored<Round>;
}
