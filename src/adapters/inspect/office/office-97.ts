import { topStreams } from './compound-file.js';
import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Recogniser } from '../recogniser.js';

/** The stream that makes a compound file a document of that program; Excel called it Book before 97. */
const formatOfStream = {
  WORDDOCUMENT: 'doc',
  WORKBOOK: 'xls',
  BOOK: 'xls',
  'POWERPOINT DOCUMENT': 'ppt',
} as const;

/**
 * Word, Excel or PowerPoint 97 by the one main stream it has. Outlook messages, installers and encrypted packages
 * are compound files too, and none of these.
 */
export const recogniseOffice97: Recogniser = async (file) => {
  const streams = (await topStreams(file)) ?? new Set<string>();
  const formats = new Set(
    Object.entries(formatOfStream).flatMap(([name, format]) => (streams.has(name) ? format : [])),
  );
  const [format] = formats;
  return format !== undefined && formats.size === 1 ? recognized(format) : unrecognized();
};
