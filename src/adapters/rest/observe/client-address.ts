import { type IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Who called: the peer, or whom a proxy of ours says it speaks for. Only for the log. */
export type ClientAddress = (request: IncomingMessage) => string;

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** `X-Forwarded-For` is believed from right to left, as long as those who wrote it are trusted. */
export const makeClientAddress = (trustedProxies: readonly string[]): ClientAddress => {
  const ranges = trustedProxies.map(toRange);
  if (ranges.length === 0) return peerOf;
  return (request) => {
    let address = peerOf(request);
    const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
    while (isTrusted(ranges, address)) {
      const before = forwarded.pop()?.trim();
      if (before === undefined || !ipaddr.isValid(before)) break;
      address = before;
    }
    return address;
  };
};

const peerOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? 'unknown';

const toRange = (text: string): Range => {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

const isTrusted = (ranges: readonly Range[], text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match([range, bits] as never));
};
