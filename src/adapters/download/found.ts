import { parse } from 'content-disposition';
import { type Found } from '../../domain/ports/media-downloader.js';
import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { asUtf8 } from './header-text.js';

/** What is known of a file from where it was found and from its headers. */
export const descriptionOf = (url: URL, { headers }: HttpAnswer): Omit<Found, 'bytes'> => ({
  pathName: lastPathPart(url),
  dispositionName: dispositionName(headers('content-disposition')[0]),
  contentType: headers('content-type')[0] ?? null,
});

const lastPathPart = (url: URL): string => {
  const part = url.pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** The name in a `Content-Disposition`, `filename*` before `filename` (RFC 6266); null also where it is malformed. */
const dispositionName = (value: string | undefined): string | null => {
  if (value === undefined) return null;
  try {
    const name = parse(value).parameters['filename'] ?? '';
    return name === '' ? null : asUtf8(name);
  } catch {
    return null;
  }
};
