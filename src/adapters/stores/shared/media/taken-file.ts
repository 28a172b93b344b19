import { pipe } from 'fp-ts/lib/function.js';
import { type IO } from 'fp-ts/lib/IO.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { unavailable, type Unavailable } from '../../../../domain/model/errors.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type TooLarge } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type MediaFacts } from '../../records/media.js';
import { DamagedMedia } from './damaged-media.js';
import { type StagedFile } from './staged-media.js';

/** Stages bytes by the law of the port. */
export type StageFile = (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedFile>;

/** A store's functions for a published file that it has opened for a request. */
export interface OpenedForUse extends Pick<StagedFile, 'sizeBytes' | 'sha256' | 'read' | 'pieces'> {
  /** Publishes the file again as it is. None if the id is another one, or the file no longer stands under it. */
  readonly publishAgain: (id: MediaId, facts: MediaFacts) => Stored<O.Option<IO<void>>>;
  /** Stages a copy of its bytes. */
  readonly stage: StageFile;
  /** Never rejects. */
  readonly close: Task<void>;
}

/** A published file as one that can be published again. It is copied only if it can no longer be published as it is. */
export const takenFile = (file: OpenedForUse): StagedFile => {
  let copy: StagedFile | null = null;
  const publishCopy = (id: MediaId, facts: MediaFacts): Stored<IO<void>> =>
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
            file.publishAgain(id, facts),
            TE.chain(
              O.match(
                () => publishCopy(id, facts),
                (released) => TE.right(released),
              ),
            ),
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
