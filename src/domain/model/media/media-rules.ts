import * as O from 'fp-ts/lib/Option.js';
import { MEGABYTE } from '../bytes.js';

/**
 * What WhatsApp takes, as one table: limits, messages, the API's enums and the tests derive from it.
 * Sources: Meta's Cloud API "Supported media types", and the extensions and limits of the WA.cr APP API v2.
 */
export const mediaRules = {
  image: { limitMegabytes: 5, extensions: ['jpg', 'jpeg', 'png', 'webp'] },
  document: {
    limitMegabytes: 100,
    extensions: ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'txt', 'csv'],
  },
  video: { limitMegabytes: 16, extensions: ['mp4', '3gp'] },
  audio: { limitMegabytes: 16, extensions: ['mp3', 'ogg', 'amr', 'aac', 'opus'] },
} as const satisfies Record<string, { limitMegabytes: number; extensions: readonly Extension[] }>;

export type MediaType = keyof typeof mediaRules;
export const mediaTypes = Object.keys(mediaRules) as readonly MediaType[];

/** Each extension a file may have, and the format that it stands for. */
const formatOfExtension = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  pdf: 'pdf',
  doc: 'doc',
  docx: 'docx',
  xls: 'xls',
  xlsx: 'xlsx',
  ppt: 'ppt',
  pptx: 'pptx',
  txt: 'txt',
  csv: 'csv',
  mp4: 'mp4',
  '3gp': '3gp',
  mp3: 'mp3',
  ogg: 'opus',
  opus: 'opus',
  amr: 'amr',
  aac: 'aac',
} as const satisfies Record<string, string>;

export type Extension = keyof typeof formatOfExtension;

/** What bytes can be. Ogg and opus files are one format: Opus in an Ogg container, the only one WhatsApp takes. */
export type Format = (typeof formatOfExtension)[Extension];

/** How a format is served and sent; csv goes as text/plain with its name, since WhatsApp takes no text/csv. */
export const mimeOfFormat = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  csv: 'text/plain',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
  amr: 'audio/amr',
  aac: 'audio/aac',
} as const satisfies Record<Format, string>;

/** The `Content-Type` that a stored file is served with. */
export type ServedType = (typeof mimeOfFormat)[Format];

/** WhatsApp refuses this format as an image; it is sent as what the converter makes of it. */
export const needsConversion = (format: Format): boolean => format === 'webp';

export const isMediaType = (text: string): text is MediaType => Object.hasOwn(mediaRules, text);

/** The limit of a media type in bytes; a file of exactly that size passes. */
export const limitOf = (type: MediaType): number => mediaRules[type].limitMegabytes * MEGABYTE;

/** The largest limit of all: where a file is cut whose type is not yet known. */
export const LARGEST_LIMIT = Math.max(...mediaTypes.map(limitOf));

/** An extension we know, in any case; none for one we do not. */
export const asExtension = (text: string): O.Option<Extension> => {
  const lower = text.toLowerCase();
  return Object.hasOwn(formatOfExtension, lower) ? O.some(lower as Extension) : O.none;
};

/** Whether a media type takes files with this extension. */
export const allowsExtension = (type: MediaType, extension: Extension): boolean =>
  (mediaRules[type].extensions as readonly Extension[]).includes(extension);

/** Whether a media type takes bytes of this format. */
export const allowsFormat = (type: MediaType, format: Format): boolean =>
  mediaRules[type].extensions.some((extension) => formatOfExtension[extension] === format);

/** Whether a name with this extension tells the truth about bytes of this format. */
export const extensionFits = (extension: Extension, format: Format): boolean => formatOfExtension[extension] === format;

/** The extension to add to the name of a file that lacks the right one. */
export const extensionOf = (format: Format): Extension => (format === 'jpeg' ? 'jpg' : format);

/** The extension that a `Content-Type` speaks of: the last resort for a URL that names none. */
export const extensionOfContentType = (contentType: string): O.Option<Extension> => {
  const mime = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mime === 'text/csv') return O.some('csv');
  if (mime === 'application/ogg') return O.some('ogg');
  const found = Object.entries(mimeOfFormat).find(([, served]) => served.split(';')[0] === mime);
  return found === undefined ? O.none : O.some(extensionOf(found[0] as Format));
};

/** The original's sentence for a wrong extension, kept to the letter for its clients. */
export const wrongExtension = (type: MediaType): string =>
  `Invalid file extension for ${type}. Allowed: ${mediaRules[type].extensions.join(', ')}`;

/** The original's sentence for a file over the limit, kept to the letter for its clients. */
export const overLimit = (type: MediaType): string =>
  `File size exceeds limit for ${type}. Max allowed is ${mediaRules[type].limitMegabytes} MB`;
