import { readContentTypes } from './content-types.js';
import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Recogniser } from '../recogniser.js';
import { zipContent, zipEntries, type ZipEntry } from './zip-directory.js';

const MAX_ENTRIES = 2_000;
/** What all entries together may say they measure, in bytes: 500 MiB. */
const MAX_DECLARED_BYTES = 524_288_000;
const MAX_CONTENT_TYPES_BYTES = 1_048_576;
const CONTENT_TYPES = '[Content_Types].xml';

/** The main part's type; templates, slide shows and macro-enabled documents have others. (ECMA-376 part 1, 15.2) */
const formatOfMainPart: Readonly<Record<string, 'docx' | 'xlsx' | 'pptx'>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml': 'pptx',
};

/** Types of parts that carry code. */
const isMacroType = (type: string): boolean => /macroenabled|vbaproject|ms-office\.activex/.test(type);
/** Entries that make an archive a program: VBA, Java, Android. */
const isProgram = (name: string): boolean =>
  /(^|[/\\])vbaproject\.bin$|^meta-inf[/\\]manifest\.mf$|^androidmanifest\.xml$|^classes\d*\.dex$/i.test(name);

/** A Word, Excel or PowerPoint document without code; plain archives and all that is packed in one are none. */
export const recogniseOoxml: Recogniser = async (file) => {
  const entries = await zipEntries(file, MAX_ENTRIES);
  if (entries === undefined || !isHarmless(entries, file.sizeBytes)) return unrecognized();
  const [contentTypes, second] = entries.filter(({ name }) => name.toLowerCase() === CONTENT_TYPES.toLowerCase());
  if (contentTypes === undefined || second !== undefined) return unrecognized();
  const xml = await zipContent(file, contentTypes, MAX_CONTENT_TYPES_BYTES);
  const format = xml === undefined ? undefined : mainFormat(xml, entries);
  return format === undefined ? unrecognized() : recognized(format);
};

const isHarmless = (entries: readonly ZipEntry[], fileBytes: number): boolean =>
  entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= MAX_DECLARED_BYTES &&
  entries.every((entry) => entry.position + entry.compressedBytes <= fileBytes && !isProgram(entry.name));

/** Exactly one main part, which must be there. */
const mainFormat = (xml: Buffer, entries: readonly ZipEntry[]): 'docx' | 'xlsx' | 'pptx' | undefined => {
  const contentTypes = readContentTypes(xml);
  if (contentTypes === undefined || contentTypes.types.some(isMacroType)) return undefined;
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  const [main, second] = contentTypes.overrides.filter(({ type }) => Object.hasOwn(formatOfMainPart, type));
  if (main === undefined || second !== undefined || !names.has(main.part.toLowerCase())) return undefined;
  return formatOfMainPart[main.type];
};
