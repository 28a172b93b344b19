import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Bytes } from '../../../model/bytes.js';
import { type Unavailable } from '../../../model/errors.js';
import { type MediaStorage, type StagedMedia, type TooLarge } from '../../../ports/media-storage.js';
import { type With } from '../journey.js';

export interface StagePorts {
  readonly media: Pick<MediaStorage, 'stage'>;
}

/** Stages a file for a request. The file is discarded when the request ends. */
export const stageFile = (
  { media }: StagePorts,
  { cleanup }: With<'cleanup'>,
  bytes: Bytes,
  limitBytes: number,
): TE.TaskEither<Unavailable | TooLarge, StagedMedia> =>
  pipe(
    media.stage(bytes, limitBytes),
    TE.tapIO((staged) => () => cleanup.add(staged.discard)),
  );
