import { readFile } from 'node:fs/promises';
import { type Socket } from 'node:net';

const ESTABLISHED = '01';

const hex = (port: number | undefined): string => (port ?? 0).toString(16).toUpperCase().padStart(4, '0');

/**
 * Whether the process at the other end, on this machine, has not closed a connection (Linux, IPv4). A peer whose window
 * is zero is not told of the end, so that only the system knows.
 */
export const isHeldByPeer = async ({ localPort, remotePort }: Socket): Promise<boolean> => {
  const [theirs, ours] = [`:${hex(remotePort)}`, `:${hex(localPort)}`];
  return (await readFile('/proc/net/tcp', 'latin1')).split('\n').some((line) => {
    const [, local, remote, state] = line.trim().split(/ +/);
    return local?.endsWith(theirs) === true && remote?.endsWith(ours) === true && state === ESTABLISHED;
  });
};
