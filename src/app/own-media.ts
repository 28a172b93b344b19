import * as O from 'fp-ts/lib/Option.js';
import { parseMediaPath } from '../domain/model/media/media-path.js';
import { parseMediaId } from '../domain/model/media/media-id.js';
import { type OwnMedia } from '../domain/model/media/own-media.js';

/**
 * Recognises the media URLs of this service: those under `PUBLIC_URL`, and no others. URLs are compared as WHATWG URLs,
 * so that the case of the host, a default port, dot segments and an escaped id or name make no difference. Query and
 * fragment are ignored. Another protocol, host name or port is another service.
 */
export const ownMediaUnder =
  (publicUrl: () => string) =>
  (url: string): O.Option<OwnMedia> => {
    const base = new URL(publicUrl());
    const { origin, pathname } = new URL(url);
    const folder = `${base.pathname.replace(/\/+$/, '')}/media/`;
    if (origin !== base.origin || !pathname.startsWith(folder)) return O.none;
    const [writtenId = '', ...rest] = pathname.slice(folder.length).split('/');
    const id = parseMediaId(unescaped(writtenId));
    if (id === null) return O.none;
    return O.map(({ name }: { readonly name: O.Option<string> }) => ({ id, name: O.getOrElse(() => '')(name) }))(
      parseMediaPath(`/media/${id}/${rest.join('/')}`),
    );
  };

/** Undoes the escapes; a text with a malformed one stays as it is. */
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
