import { pipe } from 'fp-ts/lib/function.js';
import { type Task } from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { unavailable, type Unavailable } from '../../../../domain/model/errors.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaOwner, type TakenMedia, type TooLarge } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type MediaFacts } from '../../records/media.js';
import { type Pins } from '../../../../kit/pins.js';
import { type CorruptError } from '../read-each.js';
import { DamagedMedia } from './damaged-media.js';
import { type StagedFile, stagedMedia } from './staged-media.js';

/** Stages bytes by the law of the port. */
export type StageFile = (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedFile>;

/** A store's functions for a published file that it has opened for a request. */
export interface OpenedForUse
  extends Pick<StagedFile, 'sizeBytes' | 'sha256' | 'read' | 'pieces'>, Pick<MediaFacts, 'type'> {
  readonly id: MediaId;
  /** Publishes the file again as it is. False if it no longer stands under its id. */
  readonly publishAgain: (facts: MediaFacts) => Stored<boolean>;
  /** Stages a copy of its bytes. */
  readonly stage: StageFile;
  /** Never rejects. */
  readonly close: Task<void>;
}

/** The record of a file, if it is the account's. Whose a damaged record is cannot be known. */
export const ownRecord = async <R extends MediaFacts>(
  { id }: MediaOwner,
  Corrupt: CorruptError,
  read: () => Promise<R | null>,
): Promise<R | null> => {
  try {
    const record = await read();
    return record?.accountId === id ? record : null;
  } catch (cause) {
    if (cause instanceof Corrupt) throw new DamagedMedia('the record of a published file', cause.message);
    throw cause;
  }
};

/** A published file as the port's type. */
export const takenMedia = (file: OpenedForUse, pins: Pins<MediaId>): TakenMedia => ({
  ...stagedMedia(takenFile(file), pins),
  type: file.type,
});

/** A published file as one that can be published again. It is copied only if it can no longer be published as it is. */
const takenFile = (file: OpenedForUse): StagedFile => {
  let copy: StagedFile | null = null;
  const publishCopy = (id: MediaId, facts: MediaFacts): Stored<void> =>
    pipe(
      copyOf(file),
      TE.chain((made) => {
        copy = made;
        return made.publish(id, facts);
      }),
    );
  return {
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    read: (position, end) => (copy ?? file).read(position, end),
    pieces: (position, end) => (copy ?? file).pieces(position, end),
    publish: (id, facts) =>
      copy !== null
        ? copy.publish(id, facts)
        : pipe(
            id === file.id ? file.publishAgain(facts) : TE.right(false),
            TE.chain((isPublished) => (isPublished ? TE.right(undefined) : publishCopy(id, facts))),
          ),
    discard: async () => {
      await copy?.discard();
      await file.close();
    },
  };
};

/** A staged copy with the same hash. Bytes that have changed since they were published are not copied. */
const copyOf =
  (file: OpenedForUse): Stored<StagedFile> =>
  async () => {
    try {
      return await pipe(
        file.stage(file.pieces(0, file.sizeBytes), file.sizeBytes),
        TE.mapLeft((fault) => (fault._tag === 'TooLarge' ? unavailable(changed()) : fault)),
        TE.chain((copy) =>
          copy.sha256 === file.sha256
            ? TE.right(copy)
            : pipe(
                TE.fromTask<void, Unavailable>(copy.discard),
                TE.chain(() => TE.left(unavailable(changed()))),
              ),
        ),
      )();
    } catch (error) {
      if (error instanceof DamagedMedia) return TE.left(unavailable(error))();
      throw error;
    }
  };

const changed = (): DamagedMedia => new DamagedMedia('a published file', 'has other bytes than its record says');
