import { type Socket } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import { openSocket } from '../http-client/open-socket.js';
import { refusedRange } from './address-rules.js';
import { type AllowedHosts, isAllowedHost, isAllowedPort } from './allowed-hosts.js';
import { dial, type Network } from './dial.js';
import { type Host, hostOf, portOf, textOf } from '../url-host.js';
import { nameFault } from './name-fault.js';
import { OutgoingRefused, type Refusal } from './refusal.js';
import { askSystem, nameServers, type Resolve, resolveWithin } from './resolve.js';
import { parseUrl } from '../parse-url.js';

export interface OutgoingGuardOptions {
  /** Hosts that are exempt from the rules for names and addresses. */
  readonly allowedHosts?: AllowedHosts;
  /** Ports besides 80 and 443. */
  readonly allowedPorts?: readonly number[];
  /** Whether this process itself listens there. */
  readonly isOwnAddress?: (address: string, port: number) => boolean;
  /** Whether this process is refused to exempt hosts too; not by default. */
  readonly isNeverOwn?: boolean;
  /** Resolves every name, in place of the name servers (and of the system, for hosts that are exempt). */
  readonly resolve?: Resolve;
  /** Milliseconds for resolving, and for connecting with TLS; 5 s each. */
  readonly resolveTimeout?: number;
  readonly connectTimeout?: number;
  /** Certificate authorities in PEM to trust in place of Node's own. */
  readonly certificateAuthorities?: readonly string[];
  /** How connections are opened; for real where absent. */
  readonly network?: Network;
}

/** Lets connections out to the public Internet only. The URL may be a stranger's choice. */
export interface OutgoingGuard {
  /** Reads a URL, relative ones against `base`, and judges all that can be judged without a look-up. */
  readonly judgeUrl: (text: string, base?: URL) => E.Either<Refusal, URL>;
  /**
   * Opens a connection to a URL's host, with TLS where the URL says so. It always judges port, name and every address
   * itself, and dials an address it has judged; there is no second look-up. Rejects with OutgoingRefused. A signal
   * ends attempts that are under way.
   */
  readonly connect: (url: URL, signal?: AbortSignal) => Promise<Socket>;
  /** Why `connect` would refuse a URL now, without connecting: null if its host has an address that may be dialled. */
  readonly refusalOf: (url: URL, signal?: AbortSignal) => Promise<Refusal | null>;
}

const MAX_URL_LENGTH = 2_048;
const WEB_PORTS = [80, 443];
const askNameServers = nameServers();

export const makeOutgoingGuard = (options: OutgoingGuardOptions = {}): OutgoingGuard => {
  const { allowedHosts = [], allowedPorts = [], isOwnAddress = () => false, isNeverOwn = false } = options;
  const { resolveTimeout = 5_000, connectTimeout = 5_000, network = openSocket } = options;

  const judgeTarget = (host: Host, port: number): Refusal | null => {
    const portAllowed =
      WEB_PORTS.includes(port) || allowedPorts.includes(port) || isAllowedPort(allowedHosts, host, port);
    if (!portAllowed) return { _tag: 'PortRefused', host: textOf(host), port };
    if (isAllowedHost(allowedHosts, host, port)) return null;
    if (host._tag === 'Address') return judgeAddress(host, host.address, port);
    const why = nameFault(host.name);
    return why === null ? null : { _tag: 'HostRefused', host: host.name, why };
  };

  const judgeAddress = (host: Host, address: string, port: number): Refusal | null => {
    const isExempt = isAllowedHost(allowedHosts, host, port);
    const isOwn = (isNeverOwn || !isExempt) && isOwnAddress(address, port);
    const range = (isExempt ? null : refusedRange(address)) ?? (isOwn ? 'this service listens there' : null);
    return range === null ? null : { _tag: 'AddressRefused', host: textOf(host), address, range };
  };

  const addressesOf = async (host: Host, port: number, signal?: AbortSignal): Promise<readonly string[]> => {
    if (host._tag === 'Address') return [host.address];
    const standard = isAllowedHost(allowedHosts, host, port) ? askSystem : askNameServers;
    try {
      return await resolveWithin(options.resolve ?? standard, host.name, resolveTimeout, signal);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new OutgoingRefused({ _tag: 'Unresolvable', host: host.name, why });
    }
  };

  /** The addresses that may be dialled. A refused one among others is passed over, as some resolvers make them up. */
  const judgedAddresses = async (host: Host, port: number, signal?: AbortSignal): Promise<readonly string[]> => {
    const refusal = judgeTarget(host, port);
    if (refusal !== null) throw new OutgoingRefused(refusal);
    const addresses = await addressesOf(host, port, signal);
    const judged = addresses.map((address) => ({ address, refusal: judgeAddress(host, address, port) }));
    const good = judged.filter((one) => one.refusal === null).map(({ address }) => address);
    if (good.length > 0) return good;
    const first = judged[0]?.refusal ?? { _tag: 'Unresolvable', host: textOf(host), why: 'it has no address' };
    throw new OutgoingRefused(first);
  };

  return {
    judgeUrl: (text, base) => {
      const refuse = (why: string): E.Either<Refusal, URL> => E.left({ _tag: 'UrlRefused', why });
      if (text.length > MAX_URL_LENGTH) return refuse(`over ${MAX_URL_LENGTH} characters`);
      const url = parseUrl(text, base);
      if (url === null) return refuse('not a URL');
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse(`scheme ${url.protocol}`);
      if (url.username !== '' || url.password !== '') return refuse('it has credentials');
      const refusal = judgeTarget(hostOf(url), portOf(url));
      return refusal === null ? E.right(url) : E.left(refusal);
    },

    connect: async (url, signal) => {
      const host = hostOf(url);
      const port = portOf(url);
      const addresses = await judgedAddresses(host, port, signal);
      const name = host._tag === 'Name' ? host.name : null;
      const tls = url.protocol === 'https:' ? { name, authorities: options.certificateAuthorities } : null;
      return dial({ port, tls }, addresses, {
        host,
        timeout: connectTimeout,
        judgePeer: (address) => judgeAddress(host, address, port),
        network,
        signal,
      });
    },

    refusalOf: async (url, signal) => {
      try {
        await judgedAddresses(hostOf(url), portOf(url), signal);
        return null;
      } catch (error) {
        if (error instanceof OutgoingRefused) return error.refusal;
        throw error;
      }
    },
  };
};
