import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaRefused } from '../../../model/errors.js';
import { toInvalid } from '../../../model/field-faults.js';
import { extensionOfName } from '../../../model/media/file-name.js';
import { allowsFormat, type Format } from '../../../model/media/media-rules.js';
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
): Step<Format> => {
  // An empty upload was refused earlier, with the fields.
  if (staged.sizeBytes === 0) return TE.left(emptyDownload);
  return pipe(
    readStaged(staged, (file) => inspector.detect(file, extensionOfName(name))),
    TE.map(O.filter((format) => allowsFormat(request.fields.mediaType, format))),
    TE.chainW(TE.fromOption(() => mismatch)),
  );
};

const emptyDownload = toInvalid(fileFaults(O.none, 'media_url', '', 0));

const mismatch: MediaRefused = { _tag: 'MediaRefused', reason: 'content_mismatch' };
