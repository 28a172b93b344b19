import { type BoundedFile } from './bounded-file.js';
import { hasForeignSignature, SIGNATURE_BYTES } from './foreign-signature.js';

/** Up to this size a file is read whole; a longer one at its head, its tail and four places between. */
const WHOLE_BYTES = 196_608;
const END_PIECE = 65_536;
const MIDDLE_PIECES = 4;
const MIDDLE_PIECE = 16_384;

const UTF_8_BOM = Buffer.from('efbbbf', 'hex');

type Encoding = 'utf-16le' | 'utf-16be' | 'bytes';

/**
 * Whether bytes are text, judged by what is read of them. Texts in the encodings of old have any bytes but control
 * characters, so that one may begin as sound or a picture does: "я" of Windows-1251 is FF. Where the first bytes promise
 * another format (`promisesOther`), a single control character refuses them.
 */
export const isText = async (file: BoundedFile, promisesOther: boolean): Promise<boolean> => {
  const head = await file.read(0, SIGNATURE_BYTES);
  const mark = markOf(head);
  const encoding = file.sizeBytes % 2 === 0 ? mark : 'bytes';
  if (encoding !== 'bytes' && (await hasOnly(file, (piece) => !hasNul16(piece)))) return true;
  if (!(await hasOnly(file, (piece) => !piece.includes(0)))) return false;
  const hasControls = !(await hasOnly(file, (piece) => !hasControlBytes(piece)));
  if (hasControls && (promisesOther || mark !== 'bytes')) return false;
  return !(await hasForeignSignature(withoutBom(head), hasControls));
};

/** The byte order mark comes first: file-type takes that of UTF-16LE for MPEG layer I. */
const markOf = (head: Buffer): Encoding => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'bytes';
};

/** Whether all that is read of a file passes. Bytes that cannot be read do not. */
const hasOnly = async (file: BoundedFile, passes: (piece: Buffer) => boolean): Promise<boolean> => {
  for (const { position, length } of placesIn(file.sizeBytes)) {
    const piece = await file.read(position, length);
    if (piece.length < length || !passes(piece)) return false;
  }
  return true;
};

const withoutBom = (head: Buffer): Buffer =>
  head.subarray(0, 3).equals(UTF_8_BOM) ? head.subarray(UTF_8_BOM.length) : head;

/** Even positions, so that the halves of a 16-bit unit stay together. */
const placesIn = (sizeBytes: number): readonly { readonly position: number; readonly length: number }[] => {
  if (sizeBytes <= WHOLE_BYTES) return [{ position: 0, length: sizeBytes }];
  const step = Math.floor((sizeBytes - 2 * END_PIECE) / (MIDDLE_PIECES + 1));
  const middle = Array.from({ length: MIDDLE_PIECES }, (_, index) => END_PIECE + step * (index + 1));
  const tail = (sizeBytes - END_PIECE) & ~1;
  return [
    { position: 0, length: END_PIECE },
    ...middle.map((position) => ({ position: position & ~1, length: Math.min(MIDDLE_PIECE, tail - position) })),
    { position: tail, length: sizeBytes - tail },
  ];
};

/** A NUL of 16 bits. */
const hasNul16 = (piece: Buffer): boolean => {
  for (let at = 0; at + 1 < piece.length; at += 2) if (piece[at] === 0 && piece[at + 1] === 0) return true;
  return false;
};

/** Control characters that texts do not have: all but tab, line ends, form feed, backspace, end of file, escape. */
export const hasControlBytes = (piece: Buffer): boolean => {
  for (const byte of piece) if (isControl[byte] === 1) return true;
  return false;
};

const isControl = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x7f || (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1a && byte !== 0x1b) ? 1 : 0,
);
