import { crc32 } from 'node:zlib';
import { type Extension } from '../../src/domain/model/media/media-rules.js';
import { sample } from './samples.js';

/** Makes a file longer by exactly so many bytes, in a way that its readers take. */
type Grow = (file: Buffer, extra: number) => Iterable<Buffer>;

const PIECE = 65_536;

/**
 * The sample of an extension, grown to exactly `sizeBytes` while staying a valid file, in pieces of at most about
 * 64 KiB. Throws a RangeError where the size is smaller than the sample or nearer to it than the format can fill
 * (a dozen bytes at most). Sound may end in a frame that is cut short.
 */
export function* sampleOfSize(extension: Extension, sizeBytes: number): Generator<Buffer, void> {
  const file = sample(extension);
  const extra = sizeBytes - file.length;
  if (extra === 0) yield file;
  else yield* growers[extension](file, extra);
}

/** The same in one buffer: for sizes that fit in memory. */
export const bufferOfSize = (extension: Extension, sizeBytes: number): Buffer =>
  Buffer.concat([...sampleOfSize(extension, sizeBytes)]);

/** A unit over and over, cut at exactly `length` bytes. */
function* repeated(unit: Buffer | string, length: number): Generator<Buffer, void> {
  atLeast(0, length);
  const whole = Buffer.from(unit);
  const piece = Buffer.concat(Array<Buffer>(Math.max(1, Math.floor(PIECE / whole.length))).fill(whole));
  for (let left = length; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
}

const zeros = (length: number): Generator<Buffer, void> => repeated('\0', length);

const atLeast = (least: number, extra: number): void => {
  if (extra < least) throw new RangeError(`this sample grows by ${least} bytes or more, not by ${extra}`);
};

function* repeating(file: Buffer, extra: number): Generator<Buffer, void> {
  yield file;
  yield* repeated(file, extra);
}

function* text(file: Buffer, extra: number): Generator<Buffer, void> {
  yield file;
  yield* repeated('a,line,of,text\n', extra);
}

function* trailingZeros(file: Buffer, extra: number): Generator<Buffer, void> {
  yield file;
  yield* zeros(extra);
}

/** Comment segments right before the end of the image. */
function* jpeg(file: Buffer, extra: number): Generator<Buffer, void> {
  atLeast(4, extra);
  yield file.subarray(0, -2);
  for (let left = extra; left > 0;) {
    const length = left <= 65_537 ? left : Math.min(65_537, left - 4);
    const segment = Buffer.alloc(length, ' ');
    segment.writeUInt16BE(0xfffe, 0);
    segment.writeUInt16BE(length - 2, 2);
    yield segment;
    left -= length;
  }
  yield file.subarray(-2);
}

/** A private ancillary chunk before IEND. */
function* png(file: Buffer, extra: number): Generator<Buffer, void> {
  atLeast(12, extra);
  const length = extra - 12;
  const header = Buffer.alloc(8);
  header.writeUInt32BE(length, 0);
  header.write('paDd', 4);
  let crc = crc32('paDd');
  for (const piece of zeros(length)) crc = crc32(piece, crc);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(crc);
  yield file.subarray(0, -12);
  yield header;
  yield* zeros(length);
  yield trailer;
  yield file.subarray(-12);
}

/** An unknown chunk, which readers skip; RIFF pads to even lengths, so an odd size leaves one byte behind the file. */
function* webp(file: Buffer, extra: number): Generator<Buffer, void> {
  atLeast(8, extra);
  const length = (extra - 8) & ~1;
  const grown = Buffer.from(file);
  grown.writeUInt32LE(file.length - 8 + 8 + length, 4);
  const header = Buffer.from('JUNK\0\0\0\0');
  header.writeUInt32LE(length, 4);
  yield grown;
  yield header;
  yield* zeros(extra - 8);
}

/** Comment lines between the trailer and `startxref`: no offset changes. */
function* pdf(file: Buffer, extra: number): Generator<Buffer, void> {
  const end = file.lastIndexOf('startxref');
  yield file.subarray(0, end);
  yield* repeated('% a comment that only makes this file longer\n', extra - 1);
  yield Buffer.from('\n');
  yield file.subarray(end);
}

/** A gap between the last entry of the archive and its directory. */
function* zip(file: Buffer, extra: number): Generator<Buffer, void> {
  const tail = Buffer.from(file);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const directory = tail.readUInt32LE(end + 16);
  tail.writeUInt32LE(directory + extra, end + 16);
  yield file.subarray(0, directory);
  yield* zeros(extra);
  yield tail.subarray(directory);
}

/** A free-space box at the end. */
function* isoMedia(file: Buffer, extra: number): Generator<Buffer, void> {
  atLeast(8, extra);
  const header = Buffer.from('\0\0\0\0free');
  header.writeUInt32BE(extra, 0);
  yield file;
  yield header;
  yield* zeros(extra - 8);
}

/** The sound once more, without the magic that only the start of the file has. */
const soundAfter = (magicBytes: number): Grow =>
  function* (file, extra) {
    yield file;
    yield* repeated(file.subarray(magicBytes), extra);
  };

/** The length of the sample's ID3 tag, whose size is written in seven bits a byte. */
const id3Length = [...sample('mp3').subarray(6, 10)].reduce((size, byte) => size * 128 + byte, 0) + 10;

const growers: Record<Extension, Grow> = {
  jpg: jpeg,
  jpeg,
  png,
  webp,
  pdf,
  doc: trailingZeros,
  docx: zip,
  xls: trailingZeros,
  xlsx: zip,
  ppt: trailingZeros,
  pptx: zip,
  txt: text,
  csv: text,
  mp4: isoMedia,
  '3gp': isoMedia,
  mp3: soundAfter(id3Length),
  ogg: repeating,
  opus: repeating,
  amr: soundAfter('#!AMR\n'.length),
  aac: repeating,
};
