import { type BoundedFile } from './bounded-file.js';

/** Readers find the header within the first 1024 bytes (ISO 32000, annex H.3.4.1)… */
const HEADER_WITHIN = 1_024;
/** …and the end marker within the last 1024; some writers put more behind it. */
const END_WITHIN = 4_096;

const BOM = '\u00ef\u00bb\u00bf';

/** Where the header of a PDF stands; undefined where there is none. */
export const pdfHeaderAt = (head: Buffer): number | undefined => {
  const found = head.toString('latin1', 0, HEADER_WITHIN).search(/%PDF-\d\.\d/);
  return found < 0 ? undefined : found;
};

/** Whether a file begins with the header of a PDF, or with a byte order mark and the header. */
export const startsAsPdf = (head: Buffer): boolean => {
  const start = head.toString('latin1', 0, 8);
  return start.startsWith('%PDF-') || start.startsWith(`${BOM}%PDF-`);
};

/** Whether a file has both the header of a PDF near its start and an end marker or cross-reference near its end. */
export const isPdf = async (file: BoundedFile): Promise<boolean> => {
  if (pdfHeaderAt(await file.read(0, HEADER_WITHIN)) === undefined) return false;
  if (await hasEndBefore(file, file.sizeBytes)) return true;
  return hasEndBefore(file, await endOfContent(file));
};

const hasEndBefore = async (file: BoundedFile, end: number): Promise<boolean> => {
  const start = Math.max(0, end - END_WITHIN);
  const tail = await file.read(start, end - start);
  return tail.includes('%%EOF') || tail.includes('xref');
};

const PROBE = 512;

/**
 * Where the content of a file ends that is padded with NULs or white space, as disks, tapes and downloads leave it: to
 * the next 512 bytes. Probes double their distance from the end until one has content, then halve between the two, so
 * that a run of any length costs about thirty probes.
 */
const endOfContent = async (file: BoundedFile): Promise<number> => {
  const isPadding = async (position: number): Promise<boolean> =>
    (await file.read(position, PROBE)).every((byte) => byte === 0 || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
  let padding = file.sizeBytes;
  let distance = PROBE;
  while (distance < file.sizeBytes && (await isPadding(file.sizeBytes - distance))) {
    padding = file.sizeBytes - distance;
    distance *= 2;
  }
  let content = Math.max(0, file.sizeBytes - distance);
  while (padding - content > PROBE) {
    const middle = Math.floor((padding + content) / 2);
    if (await isPadding(middle)) padding = middle;
    else content = middle;
  }
  return padding;
};
