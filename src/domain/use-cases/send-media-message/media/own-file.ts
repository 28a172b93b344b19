import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaRefused } from '../../../model/errors.js';
import { toInvalid } from '../../../model/field-faults.js';
import { type MediaUrl } from '../../../model/media/media-url.js';
import { type OwnMedia } from '../../../model/media/own-media.js';
import { type MediaStorage, type TakenMedia } from '../../../ports/media-storage.js';
import { fileFaults } from '../request/file-faults.js';
import { type NamedFile, type Step, type With } from '../journey.js';
import { type DownloadName, downloadName } from './download-name.js';

export interface OwnFilePorts {
  readonly media: Pick<MediaStorage, 'take'>;
  readonly ownMedia: (url: MediaUrl) => O.Option<OwnMedia>;
}

/**
 * Takes a stored file of the calling account, under the same rules of name and size as a download. Nothing is fetched
 * or copied. A file that is not there, is damaged, or belongs to another account gets one answer: what a fetch of its
 * URL would have come to, which is 404 for a file that is not there. So nobody learns of another account's files.
 */
export const takeOwnFile = (
  { media }: OwnFilePorts,
  { caller, cleanup, request }: With<'caller' | 'cleanup' | 'request'>,
  { id, name }: OwnMedia,
): Step<NamedFile> =>
  pipe(
    media.take(id, caller.account),
    TE.mapLeft((fault) => (fault._tag === 'DamagedFile' ? notFound(fault.cause) : fault)),
    TE.chainW(TE.fromOption(() => notFound())),
    TE.tapIO((taken) => () => cleanup.add(taken.discard)),
    TE.map((taken): NamedFile => ({ ...nameOf(name, taken), staged: taken })),
    TE.chainW((file) => {
      const { mediaType } = request.fields;
      const faults = fileFaults(O.some(mediaType), 'media_url', file.extension, file.staged.sizeBytes);
      return faults.length > 0 ? TE.left(toInvalid(faults)) : TE.right(file);
    }),
  );

/** The name that a download of the file would have. */
const nameOf = (pathName: string, { type }: TakenMedia): DownloadName =>
  downloadName({ pathName, askedName: '', dispositionName: null, contentType: type });

const notFound = (cause?: unknown): MediaRefused => ({ _tag: 'MediaRefused', reason: 'http_status', cause });
