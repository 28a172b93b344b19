import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type MediaId } from './media-id.js';
import { mediaPathOf, unescaped } from './media-path.js';

/** A published file, as a media URL of this service names it. */
export interface OwnMedia {
  readonly id: MediaId;
  /** The last part of the path, decoded and cleaned; empty if nothing is left of it. It does not select the file. */
  readonly name: string;
}

/**
 * What a media URL of this service names, one under `publicUrl`; none for any other URL. URLs are compared as WHATWG
 * URLs, so that the case of the host, a default port, dot segments and an escaped id or name make no difference. Query
 * and fragment are ignored. Another protocol, host name or port is another service.
 */
export const ownMediaUnder = (publicUrl: string, url: string): O.Option<OwnMedia> => {
  const base = new URL(publicUrl);
  const { origin, pathname } = new URL(url);
  const folder = `${base.pathname.replace(/\/+$/, '')}/media/`;
  if (origin !== base.origin || !pathname.startsWith(folder)) return O.none;
  const [writtenId = '', ...rest] = pathname.slice(folder.length).split('/');
  return pipe(
    mediaPathOf(unescaped(writtenId) ?? '', rest),
    O.map(({ id, name }) => ({ id, name: O.isSome(name) ? name.value : '' })),
  );
};
