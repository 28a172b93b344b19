import * as O from 'fp-ts/lib/Option.js';
import { pipe } from 'fp-ts/lib/function.js';
import { extensionOfName, isTooLongName } from '../../../model/media/file-name.js';
import { extensionOfContentType } from '../../../model/media/content-types.js';
import { type Extension } from '../../../model/media/media-rules.js';
import { type Found } from '../../../ports/media-downloader.js';

/** What a download is called. */
export interface DownloadName {
  /** Empty if nothing names it. */
  readonly name: string;
  /** The first known one that anything names. Without one, the bytes decide. */
  readonly extension: O.Option<Extension>;
}

/**
 * The name of a download. Its extension is the first that we know among: the last part of its path, the name of its
 * disposition, the last part of the path as asked, its content type. It is called as what names the extension. If no
 * name does, it is called as its disposition says, else as a path does, without the extension of a program that serves
 * files. A name longer than any use is ignored (SAFETY.md N1).
 */
export const downloadName = (found: Omit<Found, 'bytes'>): DownloadName => {
  const [path, disposition, asked] = [
    usable(found.pathName),
    usable(found.dispositionName ?? ''),
    usable(found.askedName),
  ] as const;
  const names = [path, disposition, asked].map((name) => ({ name, extension: extensionOfName(name) }));
  const named = names.find(({ extension }) => O.isSome(extension));
  if (named !== undefined) return named;
  return {
    name: disposition || withoutProgram(path) || withoutProgram(asked),
    extension: pipe(O.fromNullable(found.contentType), O.chain(extensionOfContentType)),
  };
};

const usable = (name: string): string => (isTooLongName(name) ? '' : name);

/** `download.php` without its `.php`: the program that serves a file says nothing of it. */
const withoutProgram = (name: string): string => name.replace(PROGRAM, '');

const PROGRAM = /\.(?:php\d?|phtml|aspx?|ashx|axd|jspx?|do|action|cgi|fcgi|pl|py|rb|cfm|dll|html?)$/i;
