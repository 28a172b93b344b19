import * as O from 'fp-ts/lib/Option.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isTooLongName } from '../../../model/media/file-name.js';
import { extensionOfContentType } from '../../../model/media/media-rules.js';
import { type Found } from '../../../ports/media-downloader.js';

/**
 * The name of a download: from the last part of its path, else from its disposition, else by its content type. A name
 * longer than any use is ignored (SAFETY.md N1).
 */
export const downloadName = (found: Found): string => {
  const pathName = isTooLongName(found.pathName) ? '' : found.pathName;
  const dispositionName = isTooLongName(found.dispositionName ?? '') ? null : found.dispositionName;
  if (hasExtension(pathName)) return pathName;
  if (dispositionName !== null && hasExtension(dispositionName)) return dispositionName;
  return pipe(
    O.fromNullable(found.contentType),
    O.chain(extensionOfContentType),
    O.match(
      () => pathName,
      (extension) => `${pathName === '' ? 'file' : pathName}.${extension}`,
    ),
  );
};

const hasExtension = (name: string): boolean => /\.[^.]+$/.test(name);
