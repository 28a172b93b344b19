import * as O from 'fp-ts/lib/Option.js';
import { type Extension, extensionOf, type Format, mimeOfFormat } from './media-rules.js';

/** What servers say in place of a type's own name. Each stands for one extension alone. */
const aliases = {
  jpg: ['image/jpg', 'image/pjpeg', 'image/x-citrix-jpeg'],
  png: ['image/x-png', 'image/x-citrix-png'],
  webp: ['image/x-webp'],
  pdf: ['application/x-pdf', 'application/acrobat', 'application/vnd.pdf', 'text/pdf', 'text/x-pdf'],
  doc: ['application/doc', 'application/x-msword', 'application/vnd.msword', 'application/vnd.ms-word'],
  xls: ['application/msexcel', 'application/x-msexcel', 'application/excel', 'application/x-excel', 'application/xls'],
  ppt: ['application/mspowerpoint', 'application/powerpoint', 'application/x-mspowerpoint'],
  csv: ['text/csv', 'application/csv', 'text/x-csv', 'application/x-csv', 'text/comma-separated-values'],
  mp4: ['application/mp4', 'video/x-mp4', 'video/mpeg4'],
  '3gp': ['video/3gp', 'video/x-3gpp'],
  mp3: ['audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg3', 'audio/x-mpeg-3', 'audio/x-mpeg', 'audio/mpg'],
  ogg: ['application/ogg', 'application/x-ogg', 'audio/x-ogg'],
  opus: ['audio/opus', 'audio/x-opus', 'audio/x-opus+ogg'],
  amr: ['audio/x-amr', 'audio/amr-nb'],
  aac: ['audio/x-aac', 'audio/aacp', 'audio/x-hx-aac-adts'],
} as const satisfies Partial<Record<Extension, readonly string[]>>;

/** The types that we serve, and their aliases. Of the formats that share one, the first counts: `text/plain` is `txt`. */
const extensionsOfTypes: ReadonlyMap<string, Extension> = new Map([
  ...(Object.entries(mimeOfFormat) as [Format, string][])
    .map(([format, type]): [string, Extension] => [type.split(';')[0] ?? '', extensionOf(format)])
    .reverse(),
  ...(Object.entries(aliases) as [Extension, readonly string[]][]).flatMap(([extension, types]) =>
    types.map((type): [string, Extension] => [type, extension]),
  ),
]);

/** The extension that a `Content-Type` stands for, parameters and case aside: the last resort if a URL names none. */
export const extensionOfContentType = (contentType: string): O.Option<Extension> =>
  O.fromNullable(extensionsOfTypes.get((contentType.split(';')[0] ?? '').trim().toLowerCase()));
