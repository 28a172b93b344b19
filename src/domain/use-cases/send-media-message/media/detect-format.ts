import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaRefused } from '../../../model/errors.js';
import { toInvalid } from '../../../model/field-faults.js';
import { extensionOfName } from '../../../model/media/file-name.js';
import { allowsFormat, extensionOf } from '../../../model/media/media-rules.js';
import { type Recognized, type Unrecognized } from '../../../model/media/recognized.js';
import { type MediaInspector } from '../../../ports/media-inspector.js';
import { fileFaults } from '../request/file-faults.js';
import { type NamedFile, type Step, type With } from '../journey.js';
import { readStaged } from './read-staged.js';

export interface DetectPorts {
  readonly inspector: MediaInspector;
}

/** Detects the format of a file by its bytes. The media type must allow it. */
export const detectFormat = (
  { inspector }: DetectPorts,
  { request }: With<'request'>,
  { name, staged }: NamedFile,
): Step<Recognized> => {
  // An empty upload was refused earlier, with the fields.
  if (staged.sizeBytes === 0) return TE.left(emptyDownload);
  return pipe(
    readStaged(staged, (file) => inspector.detect(file, extensionOfName(name))),
    TE.chainEitherKW(E.mapLeft(refused)),
    TE.filterOrElseW(({ format }) => allowsFormat(request.fields.mediaType, format), ofAnotherType),
  );
};

const emptyDownload = toInvalid(fileFaults(O.none, 'media_url', '', 0));

const refused = ({ reason, detected }: Unrecognized): MediaRefused => ({
  _tag: 'MediaRefused',
  reason,
  ...(detected === null ? {} : { detected }),
});

const ofAnotherType = ({ format }: Recognized): MediaRefused =>
  refused({ reason: 'content_mismatch', detected: extensionOf(format) });
