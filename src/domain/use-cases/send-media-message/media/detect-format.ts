import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Invalid, type MediaRefused } from '../../../model/errors.js';
import { inline, toInvalid } from '../../../model/field-faults.js';
import { allowsFormat, asExtension, extensionOf, wrongExtension } from '../../../model/media/media-rules.js';
import { type Recognized, type Unrecognized } from '../../../model/media/recognized.js';
import { type MediaInspector } from '../../../ports/media-inspector.js';
import { fileFaults } from '../request/file-faults.js';
import { type NamedFile, type SendMediaRequest, type Step, type With } from '../journey.js';
import { readStaged } from './read-staged.js';

export interface DetectPorts {
  readonly inspector: MediaInspector;
}

/**
 * Detects the format of a file by its bytes. The media type must allow it. Text has no signature: a file that came
 * without an extension is refused for that if it is text.
 */
export const detectFormat = (
  { inspector }: DetectPorts,
  { request }: With<'request'>,
  { extension, staged }: NamedFile,
): Step<Recognized> => {
  const { mediaType } = request.fields;
  const named = O.chain(asExtension)(extension);
  const claimed = O.isNone(named) && allowsFormat(mediaType, 'txt') ? O.some('txt' as const) : named;
  // An empty upload was refused earlier, with the fields.
  if (staged.sizeBytes === 0) return TE.left(emptyDownload);
  return pipe(
    readStaged(staged, (file) => inspector.detect(file, claimed)),
    TE.chainEitherKW(E.mapLeft(refused)),
    TE.filterOrElseW(({ format }) => allowsFormat(mediaType, format), ofAnotherType),
    TE.filterOrElseW(
      ({ format }) => O.isSome(named) || format !== 'txt',
      () => namelessText(request),
    ),
  );
};

const emptyDownload = toInvalid(fileFaults(O.none, 'media_url', O.none, 0));

const namelessText = ({ fields, source }: SendMediaRequest): Invalid =>
  toInvalid([inline(source._tag === 'Uploaded' ? 'media_file' : 'media_url', wrongExtension(fields.mediaType))]);

const refused = ({ reason, detected }: Unrecognized): MediaRefused => ({
  _tag: 'MediaRefused',
  reason,
  ...(detected === null ? {} : { detected }),
});

const ofAnotherType = ({ format }: Recognized): MediaRefused =>
  refused({ reason: 'content_mismatch', detected: extensionOf(format) });
