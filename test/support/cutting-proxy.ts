import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A connection's worth of wire that can be cut in the middle. */
export interface CuttingProxy {
  readonly address: string;
  /** Cuts every connection, without a word. */
  readonly cut: () => void;
  /** How many bytes have gone to the server since the last cut. */
  readonly count: () => number;
  /** Resolves once so many have. */
  readonly passed: (bytes: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Passes bytes both ways between whoever connects and a server at `host:port`, until it is cut. */
export const startCuttingProxy = async (target: string): Promise<CuttingProxy> => {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let count = 0;
  let wanted = Infinity;
  let whenPassed = (): void => undefined;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host, port: Number(port), noDelay: true });
    keep(near).pipe(keep(far)).pipe(near);
    near.on('data', (bytes: Buffer) => {
      count += bytes.length;
      if (count >= wanted) whenPassed();
    });
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    count = 0;
    wanted = Infinity;
    sockets.forEach((socket) => socket.resetAndDestroy());
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    count: () => count,
    passed: (bytes) =>
      new Promise((resolve) => {
        if (count >= bytes) return resolve();
        wanted = bytes;
        whenPassed = resolve;
      }),
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
