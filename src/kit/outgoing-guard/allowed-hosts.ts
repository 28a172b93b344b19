import * as E from 'fp-ts/lib/Either.js';
import { type Host, hostOf, textOf } from '../url-host.js';
import { parseUrl } from '../parse-url.js';

/** A host that the operator exempts, at one port or, with null, at every port that is allowed anyhow. */
interface AllowedHost {
  readonly host: string;
  readonly port: number | null;
}

export type AllowedHosts = readonly AllowedHost[];

const ENTRY = /^(\[[0-9a-fA-F:.]+\]|[^\s:/?#@\\[\]]+)(?::([0-9]{1,5}))?$/;

/**
 * Reads a comma-separated list of `host` and `host:port`; an IPv6 literal stands in brackets. Blank text is an
 * empty list.
 * @returns Left: a sentence for each entry that does not parse
 */
export const parseAllowedHosts = (text: string): E.Either<string[], AllowedHosts> => {
  if (text.trim() === '') return E.right([]);
  const faults: string[] = [];
  const allowed: AllowedHost[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    const parsed = parseEntry(entry);
    if (E.isLeft(parsed)) faults.push(parsed.left);
    else allowed.push(parsed.right);
  }
  return faults.length > 0 ? E.left(faults) : E.right(allowed);
};

const parseEntry = (entry: string): E.Either<string, AllowedHost> => {
  const fault = E.left(`"${entry}" is neither host nor host:port (an IPv6 address goes in brackets: [::1]:8080)`);
  const [, written, digits] = ENTRY.exec(entry) ?? [];
  if (written === undefined) return fault;
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return E.left(`"${entry}" has a port outside 1 to 65535`);
  const host = normalise(written);
  return host === null ? fault : E.right({ host, port });
};

/** The one spelling that a URL's host has too. */
const normalise = (written: string): string | null => {
  const url = parseUrl(`http://${written}/`);
  if (url === null) return null;
  const host = hostOf(url);
  const labels = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;
  return host._tag === 'Address' || labels.test(host.name) ? textOf(host) : null;
};

/** Whether the operator exempts this host from the rules for names and addresses: at this port, or at any. */
export const isAllowedHost = (allowed: AllowedHosts, host: Host, port: number): boolean =>
  allowed.some((entry) => entry.host === textOf(host) && (entry.port === null || entry.port === port));

/** Whether the operator names this port for this host. */
export const isAllowedPort = (allowed: AllowedHosts, host: Host, port: number): boolean =>
  allowed.some((entry) => entry.host === textOf(host) && entry.port === port);
