import * as O from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type ServedType } from '../../../../domain/model/media/media-rules.js';
import { type StoredMedia } from '../../../../domain/ports/media-storage.js';

/** A published file that a store has opened. */
export interface OpenedFile {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** The bytes from `position` to before `end`, both within the file. */
  readonly pieces: (position: number, end: number) => AsyncIterable<Uint8Array>;
  readonly close: Task<void>;
}

/** An opened file as the port's type. A range beyond the end of the file is cut there. */
export const storedMedia = ({ type, sizeBytes, pieces, close }: OpenedFile): StoredMedia => ({
  type,
  sizeBytes,
  bytes: O.match(
    () => pieces(0, sizeBytes),
    ({ first, last }) => pieces(first, Math.min(last + 1, sizeBytes)),
  ),
  close,
});
