import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type BoundedFile } from '../bounded-file.js';
import { type Recogniser } from '../recogniser.js';

/** Tags with a cover picture fill pages of 64 KiB; the sound comes after them. */
const MAX_PAGES = 300;

const HEADER_LENGTH = 27;
const CONTINUED = 0x01;
const FIRST = 0x02;

interface Page {
  readonly flags: number;
  readonly serial: number;
  readonly start: number;
  readonly end: number;
}

/**
 * An Ogg stream of Opus, and nothing beside it: a first page with OpusHead, a second one with OpusTags, and at least
 * one page of sound, all of one logical stream (RFC 7845). Vorbis, Speex, FLAC and Theora are refused.
 */
export const recogniseOggOpus: Recogniser = async (file) => {
  const first = await pageAt(file, 0);
  if (first?.flags !== FIRST) return unrecognized();
  const head = await contentOf(file, first);
  if (!isOpusHead(head)) return unrecognized();
  const tags = await pageAt(file, first.end);
  if (tags?.flags !== 0 || tags.serial !== first.serial) return unrecognized();
  if (!(await contentOf(file, tags)).subarray(0, 8).equals(Buffer.from('OpusTags'))) return unrecognized();
  if (!(await hasSound(file, tags))) return unrecognized();
  const count = channelsOf(head);
  return recognized('opus', count > 1 ? [{ _tag: 'OpusChannels', count }] : []);
};

const hasSound = async (file: BoundedFile, tags: Page): Promise<boolean> => {
  let position = tags.end;
  for (let steps = 0; steps < MAX_PAGES; steps++) {
    const page = await pageAt(file, position);
    if (page === undefined || page.serial !== tags.serial || (page.flags & FIRST) !== 0) return false;
    if ((page.flags & CONTINUED) === 0) return page.end > page.start;
    position = page.end;
  }
  return false;
};

/** Version (its upper half must be 0), then the number of channels; 19 bytes at least. (RFC 7845, 5.1) */
const isOpusHead = (content: Buffer): boolean =>
  content.length >= 19 &&
  content.toString('latin1', 0, 8) === 'OpusHead' &&
  ((content[8] ?? 0xff) & 0xf0) === 0 &&
  channelsOf(content) > 0;

const channelsOf = (head: Buffer): number => head[9] ?? 0;

const contentOf = (file: BoundedFile, { start, end }: Page): Promise<Buffer> =>
  file.read(start, Math.min(64, end - start));

/** A page is a header, a table of segment lengths, and the segments. (RFC 3533, 6) */
const pageAt = async (file: BoundedFile, position: number): Promise<Page | undefined> => {
  const header = await file.read(position, HEADER_LENGTH + 255);
  if (header.length < HEADER_LENGTH || header.toString('latin1', 0, 4) !== 'OggS' || header[4] !== 0) return undefined;
  const count = header[26] ?? 0;
  const segments = header.subarray(HEADER_LENGTH, HEADER_LENGTH + count);
  const start = position + HEADER_LENGTH + count;
  const end = segments.reduce((sum, length) => sum + length, start);
  if (segments.length < count || end > file.sizeBytes) return undefined;
  return { flags: header[5] ?? 0, serial: header.readUInt32LE(14), start, end };
};
