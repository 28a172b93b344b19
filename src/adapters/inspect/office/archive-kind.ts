import { type BoundedFile } from '../bounded-file.js';
import { zipContent, type ZipEntry } from './zip-directory.js';

/** The documents that say by an entry named `mimetype` what they are. */
const extensionOfMimetype: Readonly<Record<string, string>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.graphics': 'odg',
  'application/epub+zip': 'epub',
};
const LONGEST_MIMETYPE = 128;

/** A program for Android or Java, by the part names that only these have; undefined for all else. */
export const programKind = (names: readonly string[]): 'apk' | 'jar' | undefined => {
  if (names.some((name) => name === 'androidmanifest.xml' || /^classes\d{0,9}\.dex$/.test(name))) return 'apk';
  return names.includes('meta-inf/manifest.mf') ? 'jar' : undefined;
};

/** What an archive is that is no office package. */
export const archiveKind = async (file: BoundedFile, entries: readonly ZipEntry[]): Promise<string> => {
  const mimetype = entries.find(({ name }) => name === 'mimetype');
  const content = mimetype === undefined ? undefined : await zipContent(file, mimetype, LONGEST_MIMETYPE);
  const type = content?.toString('latin1').trim() ?? '';
  return (Object.hasOwn(extensionOfMimetype, type) ? extensionOfMimetype[type] : undefined) ?? 'zip';
};
