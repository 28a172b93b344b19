import { AMR_MAGIC, isAmr } from './audio/amr.js';
import { COMPOUND_FILE_MAGIC } from './office/compound-file.js';
import { recogniseIsoMedia } from './video/iso-media.js';
import { startsWithId3 } from './audio/id3.js';
import { recogniseJpeg } from './image/jpeg.js';
import { recogniseMpegSound } from './audio/mpeg-sound.js';
import { recogniseOffice97 } from './office/office-97.js';
import { recogniseOggOpus } from './audio/ogg-opus.js';
import { recogniseOoxml } from './office/ooxml.js';
import { isPdf, startsAsPdf } from './pdf.js';
import { recognisePng } from './image/png.js';
import { type Recogniser, recogniserOf } from './recogniser.js';
import { isWebp } from './image/webp.js';

type Starts = (head: Buffer) => boolean;

const bytes =
  (hex: string): Starts =>
  (head) =>
    head.toString('hex', 0, hex.length / 2) === hex;

const letters =
  (text: string, at = 0): Starts =>
  (head) =>
    head.toString('latin1', at, at + text.length) === text;

/** The first eleven bits that MPEG audio and ADTS frames share. */
const isFrameSync: Starts = ([first, second = 0]) => first === 0xff && (second & 0xe0) === 0xe0 && second < 0xfe;

/** Which first bytes promise which format. They exclude each other, so the first bytes alone decide. */
const recognisers: readonly (readonly [Starts, Recogniser])[] = [
  [bytes('ffd8ff'), recogniseJpeg],
  [bytes('89504e470d0a1a0a'), recognisePng],
  [(head) => letters('RIFF')(head) && letters('WEBP', 8)(head), recogniserOf('webp', isWebp)],
  [startsAsPdf, recogniserOf('pdf', isPdf)],
  [bytes(COMPOUND_FILE_MAGIC.toString('hex')), recogniseOffice97],
  [bytes('504b0304'), recogniseOoxml],
  [letters('ftyp', 4), recogniseIsoMedia],
  [letters('OggS'), recogniseOggOpus],
  [letters(AMR_MAGIC), recogniserOf('amr', isAmr)],
  [startsWithId3, recogniseMpegSound],
  [isFrameSync, recogniseMpegSound],
];

/** The recogniser of a file that begins with these bytes; undefined where no format we know does. */
export const recogniserFor = (head: Buffer): Recogniser | undefined =>
  recognisers.find(([starts]) => starts(head))?.[1];
