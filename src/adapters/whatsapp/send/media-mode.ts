import * as E from 'fp-ts/lib/Either.js';
import { isPublicTopLevel } from '../../../kit/private-names.js';

/** How WhatsApp gets a file: from its link, or uploaded beforehand. */
export type MediaMode = 'link' | 'upload';

export interface MediaModeSettings {
  readonly mode: MediaMode | 'auto';
  readonly publicUrl: string;
  /** The sandbox runs on this machine and reaches whatever this machine reaches. */
  readonly apiUrlIsSandbox: boolean;
  /** Where it is known not to be Meta's, a link to any address may be tried. */
  readonly apiUrl?: string;
}

/** Whether a host is a name that servers of Meta can look up: no literal address, no single label, not reserved. */
const isPublicName = (hostname: string): boolean => {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  const isName = labels.length > 1 && labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  return isName && isPublicTopLevel(labels.at(-1) ?? '');
};

const isPublicHttps = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && isPublicName(hostname);
};

const isMeta = (url: string): boolean =>
  !URL.canParse(url) || /(^|\.)facebook\.com$/.test(new URL(url).hostname.toLowerCase());

/**
 * Settles the media mode at start. `auto` is `link` where WhatsApp can follow the link. Left: what to write instead
 * of `link`, where Meta could not.
 */
export const resolveMediaMode = (settings: MediaModeSettings): E.Either<string, MediaMode> => {
  const reachable = settings.apiUrlIsSandbox || isPublicHttps(settings.publicUrl);
  if (settings.mode === 'upload') return E.right('upload');
  if (settings.mode === 'auto') return E.right(reachable ? 'link' : 'upload');
  return reachable || (settings.apiUrl !== undefined && !isMeta(settings.apiUrl))
    ? E.right('link')
    : E.left(
        'with link, WhatsApp fetches media from PUBLIC_URL, which is no https URL on a public name; ' +
          'write upload or auto, or set PUBLIC_URL to one like https://postcard.example.com',
      );
};
