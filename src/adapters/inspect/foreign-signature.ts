import { fileTypeFromBuffer } from 'file-type';

/** As far as a signature reaches into a file. */
export const SIGNATURE_BYTES = 4_100;

/** Types that file-type names though they are text: their bytes are judged as text. */
const textTypes: ReadonlySet<string> = new Set(['xml', 'rtf', 'vcf', 'ics', 'vtt', 'ps', 'eps', 'pgp', 'reg']);

/** What file-type does not recognise by these few bytes alone: EBML (Matroska, WebM). */
const otherSignatures = [Buffer.from('1a45dfa3', 'hex')];

/**
 * Signatures without control characters that are too particular to be the beginning of a text: GIF, PDF, PNG, and JPEG,
 * which in Windows-1251 would be "яШя".
 */
const unmistakable = /^(?:GIF8[79]a|%PDF-|\x89PNG\r\n|\xff\xd8\xff)/;

/**
 * Whether the first bytes of a supposed text are the signature of another type of file. Many signatures are only two
 * or three letters, and texts begin so ("MAC address", "BMI", "MZ"; in other alphabets with any bytes from 80 on): such
 * a one counts only where the bytes have control characters, which a real file of that type has. The bytes handed over
 * are all that is looked at: file-type reads a buffer, never the file.
 */
export const hasForeignSignature = async (head: Buffer, hasControls: boolean): Promise<boolean> => {
  const start = head.subarray(0, SIGNATURE_BYTES);
  if (otherSignatures.some((signature) => start.subarray(0, signature.length).equals(signature))) return true;
  if (unmistakable.test(start.toString('latin1', 0, 8))) return true;
  if (!hasControls) return false;
  const found = await fileTypeFromBuffer(start).catch(() => ({ ext: 'broken' }));
  return found !== undefined && !textTypes.has(found.ext);
};
