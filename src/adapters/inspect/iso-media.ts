import { type BoundedFile } from './bounded-file.js';
import { recognized, unrecognized } from '../../domain/model/media/recognized.js';
import { type Recogniser } from './recogniser.js';

/**
 * MP4 and 3GP are ISO base media files (ISO/IEC 14496-12): boxes in boxes, each with its length. The brand says
 * which it is; HEIC, AVIF, QuickTime and sound-only files are built alike and are neither.
 */
const mp4Brands: ReadonlySet<string> = new Set([
  ...['isom', 'iso2', 'iso3', 'iso4', 'iso5', 'iso6', 'iso7', 'iso8', 'iso9', 'isoa', 'isob', 'isoc'],
  ...['mp41', 'mp42', 'mp71', 'mmp4', 'avc1', 'hvc1', 'hev1', 'M4V ', 'M4VH', 'M4VP', 'MSNV', 'XAVC'],
  ...['dash', 'cmfc', 'cmf2', 'cmff', 'NDSC', 'NDSH', 'NDSM', 'NDSP', 'NDSS'],
]);
const is3gpBrand = (brand: string): boolean => /^3g[pegrshf][1-9a-z]$/.test(brand);
const is3g2Brand = (brand: string): boolean => brand.startsWith('3g2');

const MAX_BRANDS = 64;
const MAX_BOXES = 1_000;

interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** A video by its brand, with its data and a description of a moving picture, all wholly in the file. */
export const recogniseIsoMedia: Recogniser = async (file) => {
  const format = formatOfBrands(await brandsOf(file));
  return format !== undefined && (await holdsVideo(file)) ? recognized(format) : unrecognized();
};

/** The major brand first, then those it is compatible with. */
const brandsOf = async (file: BoundedFile): Promise<readonly string[]> => {
  const sizeBytes = (await file.read(0, 4)).readUInt32BE(0);
  const count = (sizeBytes - 8) / 4;
  if (sizeBytes < 16 || sizeBytes > file.sizeBytes || count > MAX_BRANDS || !Number.isInteger(count)) return [];
  const box = await file.read(8, sizeBytes - 8);
  const words = Array.from({ length: count }, (_, index) => box.toString('latin1', index * 4, index * 4 + 4));
  // The second word is the major brand's version.
  return words.filter((_, index) => index !== 1);
};

const formatOfBrands = ([major = '', ...compatible]: readonly string[]): 'mp4' | '3gp' | undefined => {
  if (is3gpBrand(major) || (is3g2Brand(major) && compatible.some(is3gpBrand))) return '3gp';
  return mp4Brands.has(major) ? 'mp4' : undefined;
};

const holdsVideo = async (file: BoundedFile): Promise<boolean> => {
  let [data, picture] = [false, false];
  for await (const box of boxesIn(file, 0, file.sizeBytes)) {
    if (box.type === 'mdat') data = true;
    if (box.type === 'moov') picture = await describesPicture(file, box);
    if (data && picture) return true;
  }
  return false;
};

/** Whether one of its tracks is handled as video: moov / trak / mdia / hdlr. */
const describesPicture = async (file: BoundedFile, movie: Box): Promise<boolean> => {
  for await (const handler of descendants(file, movie, ['trak', 'mdia', 'hdlr']))
    if ((await file.read(handler.start + 8, 4)).toString('latin1') === 'vide') return true;
  return false;
};

async function* descendants(file: BoundedFile, parent: Box, path: readonly string[]): AsyncGenerator<Box, void> {
  const [type, ...rest] = path;
  for await (const box of boxesIn(file, parent.start, parent.end)) {
    if (box.type !== type) continue;
    if (rest.length === 0) yield box;
    else yield* descendants(file, box, rest);
  }
}

/** The boxes of a stretch of the file, until one does not fit into it. */
async function* boxesIn(file: BoundedFile, start: number, end: number): AsyncGenerator<Box, void> {
  for (let position = start, steps = 0; position < end && steps < MAX_BOXES; steps++) {
    const box = boxAt(await file.read(position, 16), position, end);
    if (box === undefined || box.end > end) return;
    yield box;
    position = box.end;
  }
}

/** Length 1 says that 64 bits of it follow the type; 0 that the box reaches to the end. */
const boxAt = (header: Buffer, position: number, end: number): Box | undefined => {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const length = header.readUInt32BE(0);
  if (length === 0) return { type, start: position + 8, end };
  if (length !== 1) return length < 8 ? undefined : { type, start: position + 8, end: position + length };
  if (header.length < 16) return undefined;
  const long = Number(header.readBigUInt64BE(8));
  return long < 16 ? undefined : { type, start: position + 16, end: position + long };
};
