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

/** A name that may be shown: no path, no control or bidi character, at most 255 characters. */
export type FileName = Branded<string, 'FileName'>;

const MAX_LENGTH = 255;

/** No file has a longer name, in bytes as it was sent (SAFETY.md N1). Systems allow 255. */
export const LONGEST_SENT_NAME = 4_096;

/** Whether a name is longer than any use. Such a name is refused, or ignored, before anything is done with it. */
export const isTooLongName = (sent: string): boolean =>
  sent.length > LONGEST_SENT_NAME || utf8Length(sent) > LONGEST_SENT_NAME;

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
 * bytes with its extension kept. None if nothing is left.
 */
export const cleanFileName = (text: string): O.Option<FileName> => {
  const base = (text.split(/[/\\]/).pop() ?? '').normalize('NFC').replace(UNSAFE, '').trim();
  if (/^\.*$/.test(base)) return O.none;
  return O.some(shorten(base) as FileName);
};

/** The text after the last dot of a name, as written; none if there is no dot or no text after it. */
export const writtenExtension = (name: string): O.Option<string> => {
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
  withExtension(name, (extension) => extensionFitsType(extension, type), extensionOfType(type));

const withExtension = (name: FileName, fits: (extension: Extension) => boolean, right: Extension): FileName =>
  O.exists(fits)(extensionOfName(name)) ? name : (shorten(`${name}.${right}`) as FileName);

/** The name as a media URL ends in it: without leading dots, since hidden files are not served. */
export const servedName = (name: FileName): string => name.replace(/^\.+/, '');

/** The longest extension that a cut name keeps, in bytes. */
const MAX_ENDING = 10;

/** At most `MAX_LENGTH` bytes of a name, with its extension kept. It takes one pass, whatever the length. */
const shorten = (name: string): string => {
  if (utf8Length(name) <= MAX_LENGTH) return name;
  const ending = O.match(
    () => '',
    (written: string) => (utf8Length(written) <= MAX_ENDING ? `.${written}` : ''),
  )(writtenExtension(name));
  return firstBytes(name.slice(0, name.length - ending.length), MAX_LENGTH - utf8Length(ending)) + ending;
};
