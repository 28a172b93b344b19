import { isIP } from 'node:net';

/** A host as a name or a literal address. */
export type Host =
  { readonly _tag: 'Address'; readonly address: string } | { readonly _tag: 'Name'; readonly name: string };

/**
 * Reads the `hostname` of a WHATWG URL, which has already made one spelling of all (numbers in any base to a
 * dotted quad, Unicode to Punycode, upper case to lower, escapes undone). The root's trailing dot is dropped.
 */
export const hostOf = ({ hostname }: Pick<URL, 'hostname'>): Host => {
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  if (isIP(bare) !== 0) return { _tag: 'Address', address: bare };
  return { _tag: 'Name', name: (bare.endsWith('.') ? bare.slice(0, -1) : bare).toLowerCase() };
};

export const textOf = (host: Host): string => (host._tag === 'Address' ? host.address : host.name);

/** The port that a URL names, or else the one of its protocol, http or https. */
export const portOf = ({ protocol, port }: Pick<URL, 'protocol' | 'port'>): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
