import { type FileName, servedName } from './file-name.js';
import { type ServedType } from './media-rules.js';

/** The URL of a published file, short enough for WhatsApp. It ends in the file's name. */
export type MediaUrlOf = (id: string, name: FileName, type: ServedType) => string;

/** WhatsApp refuses a link of more characters. */
const MAX_LENGTH = 2_047;

/**
 * The URL of a stored file, percent-encoded, with at most 2 047 characters. The name at its end is cut for that, but
 * keeps its extension, which is always one of the file's type. No code point is cut.
 *
 * @param folder The URL up to the name, with its last slash.
 */
export const servedUrl = (folder: string, name: FileName, type: ServedType): string => {
  const { stem, ending } = servedName(name, type);
  return folder + firstEncoded(stem, MAX_LENGTH - folder.length - ending.length) + ending;
};

/** The beginning of a text, percent-encoded, that has at most `most` characters. */
const firstEncoded = (text: string, most: number): string => {
  let encoded = '';
  for (const sign of text) {
    const next = encoded + encodeURIComponent(sign);
    if (next.length > most) break;
    encoded = next;
  }
  return encoded;
};
