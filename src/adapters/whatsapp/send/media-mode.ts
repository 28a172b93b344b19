import * as E from 'fp-ts/lib/Either.js';
import { isPublicTopLevel } from '../../../kit/private-names.js';
import { parseUrl } from '../../../kit/parse-url.js';

/** How WhatsApp gets a file: from its link, or uploaded beforehand. */
export type MediaMode = 'link' | 'upload';

export interface MediaModeSettings {
  readonly mode: MediaMode | 'auto';
  readonly publicUrl: string;
  /** The sandbox runs on this machine and reaches the same addresses as this machine. */
  readonly apiUrlIsSandbox: boolean;
  /** For an API that is not Meta's, links to any address are allowed. */
  readonly apiUrl?: string;
}

/**
 * Whether Meta's servers can look a host up: it is a name with several labels, no literal address, and not reserved.
 */
const isPublicName = (hostname: string): boolean => {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  const isName = labels.length > 1 && labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  return isName && isPublicTopLevel(labels.at(-1) ?? '');
};

const isPublicHttps = (text: string): boolean => {
  const url = parseUrl(text);
  return url?.protocol === 'https:' && isPublicName(url.hostname);
};

const isMeta = (text: string): boolean => {
  const url = parseUrl(text);
  return url === null || /(^|\.)facebook\.com$/.test(url.hostname.toLowerCase());
};

/**
 * Decides the media mode at start. `auto` is `link` if WhatsApp can follow the link. Left: what to write instead of
 * `link` if Meta cannot follow it.
 */
export const resolveMediaMode = (settings: MediaModeSettings): E.Either<string, MediaMode> => {
  const reachable = settings.apiUrlIsSandbox || isPublicHttps(settings.publicUrl);
  if (settings.mode === 'upload') return E.right('upload');
  if (settings.mode === 'auto') return E.right(reachable ? 'link' : 'upload');
  return reachable || (settings.apiUrl !== undefined && !isMeta(settings.apiUrl))
    ? E.right('link')
    : E.left(
        'link needs an https PUBLIC_URL on a public name, from which WhatsApp fetches media; ' +
          'write upload or auto, or set PUBLIC_URL to one like https://postcard.example.com',
      );
};
