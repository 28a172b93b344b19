import { type BoundedFile } from './bounded-file.js';

/** Readers find the header within the first 1024 bytes (ISO 32000, annex H.3.4.1)… */
const HEADER_WITHIN = 1_024;
/** …and the end marker within the last 1024; some writers put more behind it. */
const END_WITHIN = 4_096;

/** Where the header of a PDF stands; undefined where there is none. */
export const pdfHeaderAt = (head: Buffer): number | undefined => {
  const found = head.toString('latin1', 0, HEADER_WITHIN).search(/%PDF-\d\.\d/);
  return found < 0 ? undefined : found;
};

/** Whether a file has both the header of a PDF near its start and an end marker or cross-reference near its end. */
export const isPdf = async (file: BoundedFile): Promise<boolean> => {
  if (pdfHeaderAt(await file.read(0, HEADER_WITHIN)) === undefined) return false;
  const tail = await file.read(Math.max(0, file.sizeBytes - END_WITHIN), END_WITHIN);
  return tail.includes('%%EOF') || tail.includes('xref');
};
