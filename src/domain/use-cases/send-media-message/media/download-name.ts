import * as O from 'fp-ts/lib/Option.js';
import { pipe } from 'fp-ts/lib/function.js';
import { extensionOfContentType } from '../../../model/media/media-rules.js';
import { type Found } from '../../../ports/media-downloader.js';

/** The name of a download: from the last part of its path, else from its disposition, else by its content type. */
export const downloadName = ({ pathName, dispositionName, contentType }: Found): string => {
  if (hasExtension(pathName)) return pathName;
  if (dispositionName !== null && hasExtension(dispositionName)) return dispositionName;
  return pipe(
    O.fromNullable(contentType),
    O.chain(extensionOfContentType),
    O.match(
      () => pathName,
      (extension) => `${pathName === '' ? 'file' : pathName}.${extension}`,
    ),
  );
};

const hasExtension = (name: string): boolean => /\.[^.]+$/.test(name);
