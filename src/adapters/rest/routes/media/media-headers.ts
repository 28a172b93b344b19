import contentDisposition from 'content-disposition';
import fresh from 'fresh';
import * as O from 'fp-ts/lib/Option.js';
import { type FileName, withServedExtension } from '../../../../domain/model/media/file-name.js';
import { type ServedType } from '../../../../domain/model/media/media-rules.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';

/** The id is made from the bytes and their type, so it identifies them. */
export const etagOf = (id: MediaId): string => `"${id}"`;

/** The headers for caches, also in the answer to a conditional request. */
export const cacheHeaders = (id: MediaId): Record<string, string> => ({
  ETag: etagOf(id),
  'Cache-Control': 'public, max-age=86400, immutable',
});

/** The headers of a file and of every range of it. No content of a file runs in a browser. */
export const mediaHeaders = (id: MediaId, type: ServedType, name: O.Option<FileName>): Record<string, string> => ({
  ...cacheHeaders(id),
  'Content-Type': type,
  'Accept-Ranges': 'bytes',
  'Content-Disposition': disposition(type, name),
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
});

const UNNAMED = 'file' as FileName;

/** The name is the caller's of the link, but its extension is always one of the file's own type (SAFETY.md P2). */
const disposition = (type: ServedType, name: O.Option<FileName>): string => {
  const served = withServedExtension(O.getOrElse(() => UNNAMED)(name), type);
  return contentDisposition(served, {
    type: /^(image|video|audio)\//.test(type) ? 'inline' : 'attachment',
    fallback: served.replace(/[^\x20-\x7e]|%(?=[0-9a-f]{2})/gi, '_'),
  });
};

/**
 * Whether one of the caller's `If-None-Match` is ours (RFC 9110, 13.1.2). Koa's `ctx.fresh` uses the same library, but
 * would send the whole file to each `fetch`, which adds `Cache-Control: no-cache` to every conditional request.
 */
export const isKnown = (ifNoneMatch: string, id: MediaId): boolean =>
  fresh({ 'if-none-match': ifNoneMatch }, { etag: etagOf(id) });

/** Whether a range applies to this file (RFC 9110, 13.1.5). A date never matches: our files have none. */
export const rangeApplies = (ifRange: string, id: MediaId): boolean => ifRange === '' || ifRange.trim() === etagOf(id);
