import { parseUrl } from '../../../kit/parse-url.js';
/** The start of an absolute-form target: scheme and authority. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * The path and query that a request target names. Null if the target is no valid URL (SAFETY.md H2).
 *
 * RFC 9112, 3.2.2: a server must accept the absolute form. Koa's parser throws for some authorities, and for some paths
 * with a fragment. So the rest of the service sees the origin form only, without a fragment.
 */
export const originForm = (target: string, method: string): string | null => {
  if (target.startsWith('/')) return withoutFragment(target);
  if (target === '*') return method === 'OPTIONS' ? target : null;
  const origin = ORIGIN.exec(target)?.[0];
  if (origin === undefined || parseUrl(target) === null) return null;
  const rest = target.slice(origin.length);
  return withoutFragment(rest.startsWith('/') ? rest : `/${rest}`);
};

const withoutFragment = (target: string): string => target.replace(/#.*$/s, '');
