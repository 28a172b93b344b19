import { isOwnHost, readHost } from '../../kit/browser/host-header.js';
import { type AskedBy, isForeignPage, isNavigation } from '../../kit/browser/page-origin.js';

/** Where the page of the sandbox is. */
export const PAGE_PATH = '/';

/** A request, as far as it says who makes it. */
export type Asked = AskedBy & {
  method: string;
  path: string;
  /** Every `Host` header. HTTP/1.0 may have none. */
  hosts: readonly string[];
};

export type Verdict = 'taken' | 'bad-host' | 'foreign-host' | 'foreign-page';

/**
 * Whether the sandbox answers. Its routes ask for no real token, so without this rule every web page could use them
 * (SAFETY P4). A page of another origin may only lead to the sandbox's page, by a link for example.
 * @param names the sandbox's own names, in lower case
 */
export const judgeCaller = (asked: Asked, names: readonly string[]): Verdict => {
  const [text, ...more] = asked.hosts;
  const sentTo = text === undefined ? null : readHost(text);
  if (more.length > 0 || (text !== undefined && sentTo === null)) return 'bad-host';
  if (sentTo !== null && !isOwnHost(sentTo.host, names)) return 'foreign-host';
  const leadsToPage = asked.method === 'GET' && asked.path === PAGE_PATH && isNavigation(asked);
  return leadsToPage || !isForeignPage(asked, sentTo) ? 'taken' : 'foreign-page';
};
