import { type CompoundFile, openCompoundFile } from './compound-file.js';
import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Recogniser } from '../recogniser.js';
import { isEncrypted97, isEncryptedPackage } from './password.js';

/** The stream that makes a compound file a document of that program; Excel called it Book before 97. */
const formatOfStream = {
  WORDDOCUMENT: 'doc',
  WORKBOOK: 'xls',
  BOOK: 'xls',
  'POWERPOINT DOCUMENT': 'ppt',
} as const;

/** What other compound files have at their top. */
const kindOfStream: Readonly<Record<string, string>> = {
  '__PROPERTIES_VERSION1.0': 'msg',
  VISIODOCUMENT: 'vsd',
};
const INSTALLER_CLASS = '84100c0000000000c000000000000046';
const OTHER = 'application/x-cfb';

/**
 * Word, Excel or PowerPoint 97 by the one main stream it has. Outlook messages, installers and encrypted packages
 * are compound files too, and none of these.
 */
export const recogniseOffice97: Recogniser = async (file) => {
  const compound = await openCompoundFile(file);
  if (compound === undefined) return unrecognized();
  if (isEncryptedPackage(compound)) return unrecognized('password_protected');
  const formats = new Set(
    Object.entries(formatOfStream).flatMap(([name, format]) => (compound.top.has(name) ? format : [])),
  );
  const [format, second] = formats;
  if (format === undefined || second !== undefined) return unrecognized('content_mismatch', otherKind(compound));
  return (await isEncrypted97(compound, format)) ? unrecognized('password_protected', format) : recognized(format);
};

const otherKind = ({ root, top }: CompoundFile): string => {
  if (root.classId === INSTALLER_CLASS) return 'msi';
  const [kind] = Object.entries(kindOfStream).flatMap(([name, kind]) => (top.has(name) ? kind : []));
  return kind ?? OTHER;
};
