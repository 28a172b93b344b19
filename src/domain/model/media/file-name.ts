import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Branded } from '../brand.js';
import {
  asExtension,
  type Extension,
  extensionFits,
  extensionFitsType,
  extensionOf,
  extensionOfType,
  type Format,
  type ServedType,
} from './media-rules.js';
import { firstBytes, utf8Length } from './utf8-length.js';

/**
 * A name that may be shown: no path, no control or bidi character, at most 255 characters and an extension that was
 * added.
 */
export type FileName = Branded<string, 'FileName'>;

const MAX_LENGTH = 255;

/** No file has a longer name, in bytes as it was sent (SAFETY.md N1). Systems allow 255. */
export const LONGEST_SENT_NAME = 4_096;

/** Whether a name is longer than any use. Such a name is refused, or ignored, before anything is done with it. */
export const isTooLongName = (sent: string): boolean =>
  sent.length > LONGEST_SENT_NAME || utf8Length(sent) > LONGEST_SENT_NAME;

/** A decoded name: cut if decoding made it longer than any name is sent. */
export const withinSentLength = (decoded: string): string => (isTooLongName(decoded) ? shorten(decoded) : decoded);

/** C0 and C1 controls, and the bidi marks that make `gpj.exe` read as `exe.jpg`. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\p{Cs}\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Reads the display name that a caller chose. Left: what to do about it. A bad name is refused, never repaired. */
export const parseFileName = (text: string): E.Either<string, FileName> => {
  if ([...text].length > MAX_LENGTH) return E.left(`must have at most ${MAX_LENGTH} characters`);
  if (/[/\\]/.test(text) || text === '.' || text === '..') return E.left('must be a name without a path');
  if (text.search(UNSAFE) !== -1) return E.left('must not have control characters');
  return E.right(text.normalize('NFC') as FileName);
};

/**
 * Cleans the name that came with a file: base name, NFC, unsafe characters dropped, at most 255 characters and 255
 * bytes with its extension kept. None if nothing is left. What is clean stays as it is.
 */
export const cleanFileName = (text: string): O.Option<FileName> => {
  // NFC makes three bytes of nine at most, and takes long for long runs of combining marks: 4 096 bytes took 40 ms.
  const base = shorten(baseName(text), 4 * MAX_LENGTH).normalize('NFC');
  const name = withoutEnd(shorten(base));
  return name === '' ? O.none : O.some(name as FileName);
};

/** What is left of a name without its path, unsafe characters, blanks around it and dots behind it. */
const baseName = (text: string): string =>
  withoutEnd((text.split(/[/\\]/).pop() ?? '').replace(UNSAFE, '').trimStart());

/** Without dots and blanks at the end, which no file has on Windows: `report.` is `report`. It takes one pass. */
const withoutEnd = (name: string): string => {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
};

/**
 * The extension that came with a file's name, as written: the text after the last dot; none if there is no dot, or
 * nothing after it. Path parts and what cleaning drops do not count.
 */
export const writtenExtension = (name: string): O.Option<string> => textAfterDot(baseName(name));

const textAfterDot = (name: string): O.Option<string> => {
  const dot = name.lastIndexOf('.');
  return dot === -1 || dot === name.length - 1 ? O.none : O.some(name.slice(dot + 1));
};

/** The extension of a name, if it is a known one. */
export const extensionOfName = (name: string): O.Option<Extension> => O.chain(asExtension)(writtenExtension(name));

/** The name, with the right extension added if it lacks one: `report` becomes `report.pdf`. */
export const withRightExtension = (name: FileName, format: Format): FileName =>
  withExtension(name, (extension) => extensionFits(extension, format), extensionOf(format));

/**
 * The name that a file of this type is served under, whatever name a link ends in: `setup.bat` becomes `setup.bat.txt`
 * (SAFETY.md P2).
 */
export const withServedExtension = (name: FileName, type: ServedType): FileName =>
  shortened(withExtensionOf(name, type));

/** The name as a media URL ends in it: with an extension of its type, and no leading dots: hidden files are not served. */
export const servedName = (name: FileName, type: ServedType): { readonly stem: string; readonly ending: string } => {
  const right = withExtensionOf(name, type);
  const dot = right.lastIndexOf('.');
  const stem = right.slice(0, dot).replace(/^\.+/, '');
  return { stem: stem === '' ? 'file' : stem, ending: right.slice(dot) };
};

const withExtensionOf = (name: FileName, type: ServedType): FileName =>
  withExtension(name, (extension) => extensionFitsType(extension, type), extensionOfType(type));

const withExtension = (name: FileName, fits: (extension: Extension) => boolean, right: Extension): FileName => {
  const start = withoutEnd(name);
  if (O.exists(fits)(extensionOfName(name))) return start as FileName;
  return `${start === '' ? name : start}.${right}` as FileName;
};

/** The name with at most 255 bytes, as every system takes it, and its extension kept. */
export const shortened = (name: FileName): FileName => shorten(name) as FileName;

/** The longest extension that a cut name keeps, in bytes. */
const MAX_ENDING = 10;

/** At most so many bytes of a name, with its extension kept. It takes one pass, whatever the length. */
const shorten = (name: string, most = MAX_LENGTH): string => {
  if (utf8Length(name) <= most) return name;
  const ending = O.match(
    () => '',
    (written: string) => (utf8Length(written) <= MAX_ENDING ? `.${written}` : ''),
  )(textAfterDot(name));
  return firstBytes(name.slice(0, name.length - ending.length), most - utf8Length(ending)) + ending;
};
