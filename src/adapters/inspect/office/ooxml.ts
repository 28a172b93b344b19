import { archiveKind, programKind } from './archive-kind.js';
import { readContentTypes, typesOfPart } from './content-types.js';
import { kindOfPackage } from './main-part.js';
import { partName } from './part-name.js';
import { type Recognition, recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type BoundedFile } from '../bounded-file.js';
import { type Recogniser } from '../recogniser.js';
import { zipContent, zipEntries, type ZipEntry } from './zip-directory.js';

const MAX_ENTRIES = 2_000;
/** What all entries together may say they measure, in bytes: 500 MiB. */
const MAX_DECLARED_BYTES = 524_288_000;
const MAX_CONTENT_TYPES_BYTES = 1_048_576;
const CONTENT_TYPES = '[content_types].xml';

/** A Word, Excel or PowerPoint document without code; plain archives and all that is packed in one are none. */
export const recogniseOoxml: Recogniser = async (file) => {
  const entries = await zipEntries(file, MAX_ENTRIES);
  if (entries === undefined || !isSound(entries, file.sizeBytes)) return unrecognized();
  const names = entries.map(({ name }) => partName(name));
  const program = programKind(names);
  if (program !== undefined) return otherwise(program);
  const [contentTypes, second] = entries.filter((_, index) => names[index] === CONTENT_TYPES);
  if (contentTypes === undefined) return otherwise(await archiveKind(file, entries));
  if (second !== undefined) return unrecognized();
  return entries.some(({ encrypted }) => encrypted) ? otherwise('zip') : recognisePackage(file, names, contentTypes);
};

const otherwise = (detected: string | null): Recognition => unrecognized('content_mismatch', detected);

const isSound = (entries: readonly ZipEntry[], fileBytes: number): boolean =>
  entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= MAX_DECLARED_BYTES &&
  entries.every(({ position, compressedBytes }) => position + compressedBytes <= fileBytes);

/** By the types of the parts that are there. Folders and the list of types are no parts. */
const recognisePackage = async (
  file: BoundedFile,
  names: readonly string[],
  contentTypes: ZipEntry,
): Promise<Recognition> => {
  const xml = await zipContent(file, contentTypes, MAX_CONTENT_TYPES_BYTES);
  const given = xml === undefined ? undefined : readContentTypes(xml);
  if (given === undefined) return unrecognized();
  const parts = names.filter((name) => name !== CONTENT_TYPES && !name.endsWith('/'));
  const types = parts.flatMap((part) => typesOfPart(given, part));
  const kind = kindOfPackage(types, parts.some(isVba));
  return 'format' in kind ? recognized(kind.format) : otherwise(kind.detected);
};

const isVba = (part: string): boolean => part === 'vbaproject.bin' || part.endsWith('/vbaproject.bin');
