import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Trait } from '../../../domain/model/media/traits.js';
import { type BoundedFile } from '../bounded-file.js';
import { type Recogniser } from '../recogniser.js';
import { boxesIn } from './boxes.js';
import { type Codec, type Track, tracksOf } from './tracks.js';

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

/** A video by its brand, with its data and a description of a moving picture, all wholly in the file. */
export const recogniseIsoMedia: Recogniser = async (file) => {
  const format = formatOfBrands(await brandsOf(file));
  const traits = format && (await traitsOfVideo(file));
  return format !== undefined && traits !== undefined ? recognized(format, traits) : unrecognized();
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

/** The traits of a file that has its data and a track of pictures, wherever they stand; undefined for any other. */
const traitsOfVideo = async (file: BoundedFile): Promise<readonly Trait[] | undefined> => {
  let data = false;
  let traits: readonly Trait[] | undefined;
  for await (const box of boxesIn(file, 0, file.sizeBytes)) {
    if (box.type === 'mdat') data = true;
    if (box.type === 'moov') traits = traitsOfTracks(await tracksOf(file, box));
    if (data && traits !== undefined) return traits;
  }
  return undefined;
};

const traitsOfTracks = (tracks: readonly Track[]): readonly Trait[] | undefined => {
  const [pictures, sounds] = [tracks.filter(isOf('picture')), tracks.filter(isOf('sound'))];
  if (pictures.length === 0) return undefined;
  return [
    ...codecTrait('VideoCodec', pictures),
    ...codecTrait('SoundCodec', sounds),
    ...(sounds.length > 1 ? [{ _tag: 'SeveralSoundTracks' } as const] : []),
  ];
};

const isOf =
  (kind: Track['kind']) =>
  (track: Track): boolean =>
    track.kind === kind;

/** One trait for the first codec that Meta does not document; a track that names none has such a codec too. */
const codecTrait = (_tag: 'VideoCodec' | 'SoundCodec', tracks: readonly Track[]): readonly Trait[] =>
  tracks
    .flatMap(({ codecs }) => (codecs.length > 0 ? codecs : [NO_CODEC]))
    .filter(({ isDocumented }) => !isDocumented)
    .slice(0, 1)
    .map(({ type }) => ({ _tag, codec: isPrintable(type) ? type : null }));

const NO_CODEC: Codec = { type: '', isDocumented: false };

/** A codec's name goes to the caller: four signs of ASCII that print, and nothing else. */
const isPrintable = (type: string): boolean => /^[!-~]{3}[ -~]$/.test(type);
