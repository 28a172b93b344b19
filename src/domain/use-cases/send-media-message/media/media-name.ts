import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { cleanFileName, type FileName, shortened, withRightExtension } from '../../../model/media/file-name.js';
import { extensionOf, type Format } from '../../../model/media/media-rules.js';
import { type MessageFields } from '../request/fields.js';

/**
 * The caller's own name, whole, else the cleaned name of the file, else its media type; always with the right extension.
 */
export const mediaName = (
  { filename, mediaType }: Pick<MessageFields, 'filename' | 'mediaType'>,
  cameAs: string,
  format: Format,
): FileName =>
  pipe(
    O.fromNullable(filename),
    O.map((name) => withRightExtension(name, format)),
    O.alt(() => O.map((name: FileName) => shortened(withRightExtension(name, format)))(cleanFileName(cameAs))),
    O.getOrElse(() => `${mediaType}.${extensionOf(format)}` as FileName),
  );
