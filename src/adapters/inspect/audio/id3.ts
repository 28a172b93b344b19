import { type BoundedFile } from '../bounded-file.js';

/** Some programs put a tag before the tag that is there. */
const MAX_TAGS = 4;

const HEADER_LENGTH = 10;
const HAS_FOOTER = 0x10;

/** Whether bytes begin with the header of an ID3v2 tag; the word "ID3" at the start of a text is none. */
export const startsWithId3 = (head: Buffer): boolean =>
  head.length >= HEADER_LENGTH &&
  head.toString('latin1', 0, 3) === 'ID3' &&
  (head[3] ?? 0xff) < 0x10 &&
  (head[4] ?? 0xff) < 0xff &&
  head.subarray(6, 10).every((byte) => byte < 0x80);

/** Where the first byte after the ID3v2 tags stands: they are skipped by their lengths, seven bits a byte. */
export const afterId3 = async (file: BoundedFile): Promise<number> => {
  let position = 0;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const header = await file.read(position, HEADER_LENGTH);
    if (!startsWithId3(header)) return position;
    const size = header.subarray(6, 10).reduce((sum, byte) => sum * 0x80 + byte, 0);
    const footer = ((header[5] ?? 0) & HAS_FOOTER) === 0 ? 0 : HEADER_LENGTH;
    position += HEADER_LENGTH + size + footer;
  }
  return position;
};
