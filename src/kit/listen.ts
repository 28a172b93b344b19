import { once } from 'node:events';
import { type AddressInfo, type Server } from 'node:net';

/**
 * How many connections the system keeps for the server until they are accepted; Linux allows 4 096 itself. Beyond that
 * it drops them, and a caller tries again after 1, 3 and 7 s. Node's default is 511: hostile callers fill it at once.
 */
const BACKLOG = 4_096;

/** Listens, on a free port if `port` is 0, and returns the port. Rejects if the server cannot listen. */
export const listen = async (server: Server, host: string, port: number): Promise<{ readonly port: number }> => {
  server.listen({ host, port, backlog: BACKLOG });
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
};
