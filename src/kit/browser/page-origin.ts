import { hostOf, portOf, textOf } from '../url-host.js';
import { type SentTo } from './host-header.js';
import { parseUrl } from '../parse-url.js';

/**
 * What a browser says of the page that makes a request: `Origin`, and the headers of Fetch Metadata. Null where it
 * does not say so. Clients that are no browser send none of them, or `Sec-Fetch-Mode` alone (Node's fetch).
 */
export interface AskedBy {
  readonly origin: string | null;
  readonly site: string | null;
  readonly mode: string | null;
  readonly dest: string | null;
}

/**
 * Whether a page of another origin makes the request. `none` is the person: the address bar, a bookmark. A value of
 * `Sec-Fetch-Site` that is not known is foreign, and so is the origin `null` (a sandboxed frame, a local file).
 */
export const isForeignPage = ({ origin, site }: AskedBy, sentTo: SentTo | null): boolean =>
  (site !== null && site !== 'same-origin' && site !== 'none') || (origin !== null && !isOriginOf(sentTo, origin));

/** Whether a browser opens the answer as a page of its own: no frame, no fetch, no picture. */
export const isNavigation = ({ mode, dest }: AskedBy): boolean => mode === 'navigate' && dest === 'document';

/** Compares host and port. The scheme may differ: behind a proxy with TLS the page's is https. */
const isOriginOf = (sentTo: SentTo | null, origin: string): boolean => {
  const url = parseUrl(origin);
  if (sentTo === null || url === null || !/^https?:$/.test(url.protocol)) return false;
  const defaultPort = portOf({ protocol: url.protocol, port: '' });
  return textOf(hostOf(url)) === textOf(sentTo.host) && portOf(url) === (sentTo.port ?? defaultPort);
};
