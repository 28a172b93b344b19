import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';

/** The address of the client: the peer, or the address that a trusted proxy reports. Only for the log. */
export type ClientAddress = (request: IncomingMessage) => string;

/** How many proxies may stand behind each other. A header of addresses that are all trusted is read no further. */
const MOST_PROXIES = 20;

/**
 * Reads `X-Forwarded-For` from right to left as long as a trusted proxy wrote it (SAFETY.md H4). `trustedProxies` are
 * addresses and CIDR ranges. An entry that is no address ends the reading.
 */
export const makeClientAddress = (trustedProxies: readonly string[]): ClientAddress => {
  if (trustedProxies.length === 0) return peerOf;
  const isTrusted = proxyaddr.compile([...trustedProxies]);
  return (request) => {
    const [peer, ...forwarded] = proxyaddr.all(
      request,
      (address, hop) => hop < MOST_PROXIES && isTrusted(address, hop),
    );
    const end = forwarded.findIndex((address) => isIP(address) === 0);
    return (end === -1 ? forwarded : forwarded.slice(0, end)).at(-1) ?? peer ?? 'unknown';
  };
};

const peerOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? 'unknown';
