import { isIP } from 'node:net';
import { type Host } from '../url-host.js';

/** The server that a request was sent to. The port is null where none is named: it is then the scheme's. */
export interface SentTo {
  readonly host: Host;
  readonly port: number | null;
}

const BRACKETED = /^\[([^\]]+)\](?::([0-9]{0,5}))?$/;
const BARE = /^([A-Za-z0-9._~!$&'()*+,;=%-]+)(?::([0-9]{0,5}))?$/;

/**
 * Reads a `Host` header (RFC 9110, 7.2). Null: the value is not valid there. Only the dotted and the bracketed form
 * are addresses. A browser has already turned every other form (`0x7f.1`, `2130706433`) into one of these.
 */
export const readHost = (text: string): SentTo | null => {
  const bracketed = BRACKETED.exec(text);
  const [, bare = '', digits = ''] = bracketed ?? BARE.exec(text) ?? [];
  const port = digits === '' ? null : Number(digits);
  if (bare === '' || (port ?? 0) > 65_535) return null;
  const version = isIP(bare);
  if ((bracketed !== null) !== (version === 6)) return null;
  return { host: version === 0 ? { _tag: 'Name', name: plainName(bare) } : { _tag: 'Address', address: bare }, port };
};

/** Case and the root's trailing dot make no difference between names. */
const plainName = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();

/**
 * Whether a page may be asked for under this host (SAFETY P1). The owner of a foreign name can point it at this
 * machine (DNS rebinding); the browser then takes this server for his. An address and a loopback name (RFC 6761, 6.3)
 * cannot be pointed elsewhere.
 * @param names this server's own names, in lower case, without a trailing dot
 */
export const isOwnHost = (host: Host, names: readonly string[]): boolean =>
  host._tag === 'Address' || host.name === 'localhost' || host.name.endsWith('.localhost') || names.includes(host.name);
