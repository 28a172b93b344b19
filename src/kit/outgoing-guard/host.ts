import { isIP } from 'node:net';

/** A host as a name or a literal address, told apart. */
export type Host =
  { readonly _tag: 'Address'; readonly address: string } | { readonly _tag: 'Name'; readonly name: string };

/**
 * Reads the `hostname` of a WHATWG URL, which has already made one spelling of all (numbers in any base to a
 * dotted quad, Unicode to Punycode, upper case to lower, escapes undone). The root's trailing dot is dropped.
 */
export const hostOf = (hostname: string): Host => {
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  if (isIP(bare) !== 0) return { _tag: 'Address', address: bare };
  return { _tag: 'Name', name: (bare.endsWith('.') ? bare.slice(0, -1) : bare).toLowerCase() };
};

export const textOf = (host: Host): string => (host._tag === 'Address' ? host.address : host.name);

/** Top-level labels that stand for networks of one's own (RFC 6761, RFC 6762, and ICANN's reserved `internal`). */
const ownNetworks = ['local', 'internal', 'localhost'];

/** Why a name is not one of the public Internet; null where it may be. */
export const nameFault = (name: string): string | null => {
  const labels = name.split('.');
  if (name.length > 253 || labels.some((label) => label === '' || label.length > 63)) return 'not a host name';
  if (labels.length === 1) return 'a name without a dot';
  const last = labels.at(-1) ?? '';
  return ownNetworks.includes(last) ? `a name under .${last}` : null;
};
