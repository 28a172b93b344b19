import { type Found } from '../../domain/ports/media-downloader.js';
import { bytesText } from '../../kit/charset.js';
import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { readHeaderValue } from '../../kit/multipart/header-value.js';
import { dispositionName } from '../../kit/sent-name/disposition-name.js';
import { unescapedBytes } from '../../kit/unescaped-bytes.js';

/** What is known of a file from where it was asked for, where it was found, and its headers. */
export const descriptionOf = (asked: string, url: URL, { headers }: HttpAnswer): Omit<Found, 'bytes'> => ({
  pathName: lastPathPart(url),
  dispositionName: headerName(headers('content-disposition')[0] ?? ''),
  askedName: lastPathPart(new URL(asked)),
  contentType: headers('content-type')[0] ?? null,
});

/** The last part of a path, decoded: as UTF-8, else as Latin-1, which older servers write. */
const lastPathPart = (url: URL): string => bytesText(unescapedBytes(url.pathname.split('/').pop() ?? ''));

/** The name in a `Content-Disposition` (RFC 6266), also where it has no type, or its last quote is missing. */
const headerName = (value: string): string | null => {
  const typed = /^filename\*?\s{0,9}=/i.test(value) ? `;${value}` : value;
  const header = readHeaderValue(typed) ?? readHeaderValue(`${typed}"`);
  const name = header === null ? '' : dispositionName(header.parameters);
  return name === '' ? null : name;
};
