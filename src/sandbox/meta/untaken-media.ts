import { readBoxes } from './video-boxes.js';
import type { MediaKind } from './media-types.js';

/** What is looked into: of documents Meta documents nothing but the type. */
type Judged = Exclude<MediaKind, 'document'>;

/**
 * Why Meta does not take the content of a file, by what it documents ("Supported media types"); undefined where it
 * does. Only headers are read, so what is broken behind them passes.
 */
export const untakenMedia = (kind: Judged, file: Buffer): string | undefined => judges[kind](file);

const judges: Record<Judged, (file: Buffer) => string | undefined> = {
  image: (file) => {
    if (file.toString('hex', 0, 8) === '89504e470d0a1a0a') return file[24] === 16 ? depthFault : undefined;
    return file.toString('hex', 0, 3) === 'ffd8ff' ? jpegFault(file) : 'Image is neither JPEG nor PNG.';
  },
  video: (file) => (file.toString('latin1', 4, 8) === 'ftyp' ? videoFault(file) : 'Video is neither MP4 nor 3GP.'),
  audio: (file) =>
    file.toString('latin1', 0, 4) === 'OggS' && opusChannels(file) !== 1
      ? 'Unsupported audio: OPUS codecs only, mono input only.'
      : undefined,
};

const depthFault = 'Unsupported image: images must be 8-bit, RGB or RGBA.';

const MAX_SEGMENTS = 10_000;

/** The frame header has the process in its marker, then depth, height, width and the number of colours. (ITU-T T.81) */
const jpegFault = (file: Buffer): string | undefined => {
  for (let at = 2, steps = 0; at + 10 <= file.length && steps < MAX_SEGMENTS; steps++) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== 0xff || marker === 0xff) at += 1;
    else if (marker === 0xda) return undefined;
    else if ((marker & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const isUsual = marker <= 0xc2 && file[at + 4] === 8 && [1, 3].includes(file[at + 9] ?? 0);
      return isUsual ? undefined : depthFault;
    } else at += 2 + file.readUInt16BE(at + 2);
  }
  return undefined;
};

const onlyH264 = 'Only H.264 video codec and AAC audio codec supported.';

const MAX_TRACKS = 64;

const videoFault = (file: Buffer): string | undefined => {
  const media = readBoxes(inside(file, 'moov'), 'trak')
    .slice(0, MAX_TRACKS)
    .map((track) => inside(track, 'mdia'));
  const of = (handler: string): readonly Buffer[] =>
    media.filter((one) => inside(one, 'hdlr').toString('latin1', 8, 12) === handler);
  const sounds = of('soun');
  if (sounds.length > 1) return 'Unsupported video: single audio stream or no audio stream only.';
  if (of('vide').some((one) => !['avc1', 'avc3'].includes(codecOf(one))) || !sounds.every(isAac))
    return `Unsupported video: ${onlyH264}`;
  return undefined;
};

const NOTHING = Buffer.alloc(0);

/** The content of the first box that the types lead to, each inside the one before; empty if there is none. */
const inside = (bytes: Buffer, ...types: readonly string[]): Buffer =>
  types.reduce((outer, type) => readBoxes(outer, type)[0] ?? NOTHING, bytes);

const sampleEntries = (media: Buffer): Buffer => inside(media, 'minf', 'stbl', 'stsd').subarray(8);

const codecOf = (media: Buffer): string => sampleEntries(media).toString('latin1', 4, 8);

/** MPEG-4 audio, or one of the three profiles of AAC in MPEG-2. */
const aacTypes: readonly (number | undefined)[] = [0x40, 0x66, 0x67, 0x68];

/** `mp4a` is AAC if its decoder's object type is. That stands in a descriptor (4) in one of the stream (3). */
const isAac = (media: Buffer): boolean => {
  const entries = sampleEntries(media);
  const at = entries.indexOf('esds', 0, 'latin1');
  if (codecOf(media) !== 'mp4a' || at < 0) return false;
  const stream = bodyOf(entries, at + 8, 3);
  return aacTypes.includes(entries[bodyOf(entries, stream + 3, 4)]);
};

/** Where the body of a descriptor begins, NaN if it has another tag: behind a length whose bytes but the last are marked. */
const bodyOf = (bytes: Buffer, at: number, tag: number): number => {
  const last = [1, 2, 3, 4].find((more) => ((bytes[at + more] ?? 0) & 0x80) === 0) ?? 4;
  return bytes[at] === tag ? at + last + 1 : Number.NaN;
};

/** The head of Opus stands in the first page, with a version, then the number of channels. (RFC 7845) */
const opusChannels = (file: Buffer): number => {
  const at = file.subarray(0, 512).indexOf('OpusHead', 0, 'latin1');
  return at < 0 ? 0 : (file[at + 9] ?? 0);
};
