import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** A socket that listens, as `server.address()` reports it. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/** One spelling for each address: canonical IPv6, IPv4 out of its mapped form, no zone. */
const canonical = (address: string): string => ipaddr.process(address.replace(/%.*$/, '')).toString();

/** A name, such as `localhost`, may be any of this machine's. */
const isAnywhere = (address: string): boolean =>
  !ipaddr.isValid(address.replace(/%.*$/, '')) || ['0.0.0.0', '::'].includes(canonical(address));

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => canonical(address)));

/**
 * Whether an address and port are where this process listens itself; a listener at a wildcard or a name counts as at
 * every address of every interface. The listeners are asked for at each call, since ports are known only after the start.
 */
export const ownAddresses =
  (listeners: () => readonly Listener[]) =>
  (address: string, port: number): boolean =>
    listeners()
      .filter((listener) => listener.port === port)
      .some((listener) =>
        isAnywhere(listener.address)
          ? interfaceAddresses().includes(canonical(address))
          : canonical(listener.address) === canonical(address),
      );
