import * as O from 'fp-ts/lib/Option.js';
import { fileTypeFromBuffer } from 'file-type';
import { asExtension, type Extension } from '../../domain/model/media/media-rules.js';
import { SIGNATURE_BYTES } from './foreign-signature.js';
import { hasControlBytes } from './text.js';

/** Containers whose first bytes do not say what is in them. */
const containers: ReadonlySet<string> = new Set(['zip', 'cfb']);
/** What two or four frequent bytes stand for in file-type: too little to name it to a caller. */
const guesses: ReadonlySet<string> = new Set(['mp1', 'mp2', 'cur']);
/** Our formats under another name of file-type's. */
const synonyms: ReadonlySet<string> = new Set(['apng']);

/** What file-type does not name by so few bytes. The bytes stand as Latin-1, from the start. */
const signatures: readonly (readonly [RegExp, string])[] = [
  // A page in the place of a file is what servers answer most often.
  [/^(?:\xef\xbb\xbf)?\s{0,512}<(?:!doctype html|html|head|body)[\s>]/i, 'html'],
  [/^(?:\xef\xbb\xbf)?\s{0,512}<svg[\s>]/i, 'svg'],
  [/^(?:II\*\0|MM\0\*)/, 'tif'],
  [/^#!AMR-WB\n/, 'audio/amr-wb'],
  [/^OggS[^]{24,64}vorbis/, 'audio/ogg; codecs=vorbis'],
];
const UTF_16_MARK = /^(?:\xff\xfe|\xfe\xff)/;

/**
 * What a refused file is, by its first bytes: an extension or a MIME type, null if that is not known. Never a format
 * that we take, since then the file is broken, but for text under a name that is not one of text.
 */
export const kindOf = async (head: Buffer, claimed: Extension | undefined): Promise<string | null> => {
  const start = head.subarray(0, SIGNATURE_BYTES);
  const letters = start.toString('latin1');
  const text = claimed === 'txt' || claimed === 'csv' ? null : 'txt';
  if (UTF_16_MARK.test(letters)) return text;
  const found = await fileTypeFromBuffer(start).catch(() => undefined);
  const isKnown = found !== undefined && !guesses.has(found.ext);
  if (isKnown && isForeign(found.ext)) return found.ext;
  const signature = signatures.find(([pattern]) => pattern.test(letters));
  if (signature !== undefined) return signature[1];
  return isKnown || start.length === 0 || hasControlBytes(start) ? null : text;
};

const isForeign = (type: string): boolean =>
  !containers.has(type) && !synonyms.has(type) && O.isNone(asExtension(type));
