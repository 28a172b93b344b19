import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Trait } from '../../../domain/model/media/traits.js';
import { type BoundedFile } from '../bounded-file.js';
import { type Recogniser } from '../recogniser.js';

/** A camera's file has some dozens of segments; a hostile one a million. */
const MAX_SEGMENTS = 2_000;

const FILL = 0xff;
/** FF 00 is no marker. */
const STUFFED = 0x00;
/** Decoders pass over stray bytes between segments, as some cameras and editors leave them. */
const MAX_STRAY_BYTES = 4_096;
const START_OF_SCAN = 0xda;

/** SOF0 to SOF15: all of C0 to CF but DHT (C4), JPG (C8) and DAC (CC). (ITU-T T.81, table B.1) */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Markers without a length: TEM, RST0 to RST7, SOI, EOI. None may come before the first scan. */
const standsAlone = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9);

/** A JPEG, with the traits of its frame. */
export const recogniseJpeg: Recogniser = async (file) => {
  const traits = await traitsOfPicture(file);
  return traits === undefined ? unrecognized() : recognized('jpeg', traits);
};

/**
 * The traits of the frame, if segments, followed by their lengths, lead from SOI over a frame with an area to the start
 * of a scan.
 */
const traitsOfPicture = async (file: BoundedFile): Promise<readonly Trait[] | undefined> => {
  let traits: readonly Trait[] | undefined;
  for (let position = 2, steps = 0; steps < MAX_SEGMENTS; steps++) {
    const segment = await file.read(position, 10);
    const marker = segment[1];
    if (marker === undefined) return undefined;
    if (segment[0] === FILL && marker === FILL) {
      position += 1;
      continue;
    }
    if (segment[0] !== FILL || marker === STUFFED) {
      position = await nextMarker(file, position + 1);
      continue;
    }
    if (segment.length < 4 || standsAlone(marker)) return undefined;
    const length = segment.readUInt16BE(2);
    if (length < 2 || position + 2 + length > file.sizeBytes) return undefined;
    if (marker === START_OF_SCAN) return traits;
    if (isStartOfFrame(marker)) {
      if (!isFrame(segment, length)) return undefined;
      traits = traitsOf(segment);
    }
    position += 2 + length;
  }
  return undefined;
};

/** Where the next FF stands; behind the file, where there is none so near. */
const nextMarker = async (file: BoundedFile, position: number): Promise<number> => {
  const stray = (await file.read(position, MAX_STRAY_BYTES)).indexOf(FILL);
  return stray < 0 ? file.sizeBytes : position + stray;
};

/** Marker, length, precision, height, width, number of components. */
const isFrame = (segment: Buffer, length: number): boolean => {
  if (segment.length < 10) return false;
  const components = segment[9] ?? 0;
  return segment.readUInt16BE(5) > 0 && segment.readUInt16BE(7) > 0 && components > 0 && length === 8 + 3 * components;
};

/** Baseline, extended and progressive, each coded by Huffman's method: the processes that every decoder knows. */
const COMMON_PROCESSES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Grey, or three colours. */
const SHOWN_COMPONENTS: readonly number[] = [1, 3];

const traitsOf = (frame: Buffer): readonly Trait[] => [
  ...(COMMON_PROCESSES.includes(frame[1] ?? 0) ? [] : [{ _tag: 'JpegOfRareProcess' } as const]),
  ...(frame[4] === 8 ? [] : [{ _tag: 'JpegOf12Bits' } as const]),
  ...(SHOWN_COMPONENTS.includes(frame[9] ?? 0) ? [] : [{ _tag: 'JpegInCmyk' } as const]),
];
