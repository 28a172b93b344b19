import { type BoundedFile } from '../bounded-file.js';
import { type Box, boxesIn, descendant } from './boxes.js';
import { isAac } from './aac-entry.js';

/** A track of pictures or sound, with the sample entries that say how it is coded. */
export interface Track {
  readonly kind: 'picture' | 'sound';
  readonly codecs: readonly Codec[];
}

/** How samples of a track are coded: the type of their sample entry, and whether Meta documents it. */
export interface Codec {
  readonly type: string;
  readonly isDocumented: boolean;
}

/** So many tracks are looked at. A camera writes up to a dozen. */
const MAX_TRACKS = 64;
/** So many sample entries of a track are looked at. Nearly every file has one. */
const MAX_ENTRIES = 8;

/** H.264, its parameters in the entry or in the stream. (ISO/IEC 14496-15) */
const isH264 = (type: string): boolean => type === 'avc1' || type === 'avc3';

/** The tracks of pictures and sound that a movie box describes. */
export const tracksOf = async (file: BoundedFile, movie: Box): Promise<readonly Track[]> => {
  const tracks: Track[] = [];
  let seen = 0;
  for await (const box of boxesIn(file, movie.start, movie.end)) {
    if (box.type !== 'trak') continue;
    const track = await trackOf(file, box);
    if (track !== undefined) tracks.push(track);
    if (++seen === MAX_TRACKS) break;
  }
  return tracks;
};

const trackOf = async (file: BoundedFile, box: Box): Promise<Track | undefined> => {
  const media = await descendant(file, box, ['mdia']);
  const kind = media && (await kindOf(file, media));
  return media && kind && { kind, codecs: await codecsOf(file, media, kind) };
};

const kindOf = async (file: BoundedFile, media: Box): Promise<Track['kind'] | undefined> => {
  const handler = await descendant(file, media, ['hdlr']);
  if (handler === undefined) return undefined;
  const type = (await file.read(handler.start + 8, 4)).toString('latin1');
  return type === 'vide' ? 'picture' : type === 'soun' ? 'sound' : undefined;
};

/** A version, flags and a count come before the entries. The count is not believed: the box ends where it ends. */
const codecsOf = async (file: BoundedFile, media: Box, kind: Track['kind']): Promise<readonly Codec[]> => {
  const description = await descendant(file, media, ['minf', 'stbl', 'stsd']);
  if (description === undefined) return [];
  const [version = 0] = await file.read(description.start, 1);
  const codecs: Codec[] = [];
  for await (const entry of boxesIn(file, description.start + 8, description.end)) {
    const { type } = entry;
    const isDocumented = kind === 'picture' ? isH264(type) : type === 'mp4a' && (await isAac(file, entry, version));
    codecs.push({ type, isDocumented });
    if (codecs.length === MAX_ENTRIES) break;
  }
  return codecs;
};
