import * as O from 'fp-ts/lib/Option.js';
import { MEGABYTE } from '../bytes.js';

/**
 * What WhatsApp accepts, as one table: limits, messages, the API's enums and the tests derive from it. Sources: Meta's
 * Cloud API "Supported media types", and the extensions and limits of the WA.cr APP API v2.
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

/**
 * The formats of files. Ogg and opus files have one format: Opus in an Ogg container, the only one WhatsApp accepts.
 */
export type Format = (typeof formatOfExtension)[Extension];

/** The type that a format is served and sent with. A csv file is sent as text/plain: WhatsApp refuses text/csv. */
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

const formats = Object.keys(mimeOfFormat) as readonly Format[];

/** The `Content-Type` that a stored file is served with. */
export type ServedType = (typeof mimeOfFormat)[Format];

/** Whether WhatsApp refuses this format as an image, so that the converter has to change it first. */
export const needsConversion = (format: Format): boolean => format === 'webp';

export const isMediaType = (text: string): text is MediaType => Object.hasOwn(mediaRules, text);

/** The limit of a media type in bytes. A file of exactly that size passes. */
export const limitOf = (type: MediaType): number => mediaRules[type].limitMegabytes * MEGABYTE;

/** The largest limit of all. It applies to a file while its media type is not known. */
export const LARGEST_LIMIT = Math.max(...mediaTypes.map(limitOf));

/** The known extension that a text spells, in upper or lower case; none if it spells another. */
export const asExtension = (text: string): O.Option<Extension> => {
  const lower = text.toLowerCase();
  return Object.hasOwn(formatOfExtension, lower) ? O.some(lower as Extension) : O.none;
};

/** Whether a media type allows files with this extension. */
export const allowsExtension = (type: MediaType, extension: Extension): boolean =>
  (mediaRules[type].extensions as readonly Extension[]).includes(extension);

/** Whether a media type allows bytes of this format. */
export const allowsFormat = (type: MediaType, format: Format): boolean =>
  mediaRules[type].extensions.some((extension) => formatOfExtension[extension] === format);

/** Whether this extension is a right one for bytes of this format. */
export const extensionFits = (extension: Extension, format: Format): boolean => formatOfExtension[extension] === format;

/** Whether this extension is a right one for a file that is served as this type. */
export const extensionFitsType = (extension: Extension, type: ServedType): boolean =>
  mimeOfFormat[formatOfExtension[extension]] === type;

/** The extension to add to the name of a file that lacks the right one. */
export const extensionOf = (format: Format): Extension => (format === 'jpeg' ? 'jpg' : format);

/** The same for a file of which only the served type is known. */
export const extensionOfType = (type: ServedType): Extension =>
  extensionOf(formats.find((format) => mimeOfFormat[format] === type) ?? 'txt');

/** The original's sentence for a wrong extension, kept to the letter for its clients. */
export const wrongExtension = (type: MediaType): string =>
  `Invalid file extension for ${type}. Allowed: ${mediaRules[type].extensions.join(', ')}`;

/** The original's sentence for a file over the limit, kept to the letter for its clients. */
export const overLimit = (type: MediaType): string =>
  `File size exceeds limit for ${type}. Max allowed is ${mediaRules[type].limitMegabytes} MB`;
