import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What of IPv4 is no global unicast (IANA's special-purpose registry), and Azure's virtual host 168.63.129.16. */
const refusedIPv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
].map((cidr) => ({ cidr, prefix: ipaddr.IPv4.parseCIDR(cidr) }));

/**
 * All global unicast that IANA has given out. IPv4 in IPv6 lies outside of it (compatible ::/96, mapped
 * ::ffff:0:0/96, NAT64 64:ff9b::/96 and 64:ff9b:1::/48) or in what is refused below (Teredo, 6to4).
 */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** IETF assignments with Teredo, documentation, 6to4, documentation again. */
const refusedIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((cidr) => ({
  cidr,
  prefix: ipaddr.IPv6.parseCIDR(cidr),
}));

/**
 * Judges an address by its number, never by its text.
 * @param address in the textual forms that the system answers (dotted quad, RFC 4291)
 * @returns the range it is refused for, null where it may be dialled
 */
export const refusedRange = (address: string): string | null => {
  if (isIP(address) === 0 || address.includes('%')) return 'not an address of the global Internet';
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return refusedIPv4.find(({ prefix }) => parsed.match(prefix))?.cidr ?? null;
  if (!parsed.match(globalUnicast)) return 'outside 2000::/3';
  return refusedIPv6.find(({ prefix }) => parsed.match(prefix))?.cidr ?? null;
};
