import { type Document } from 'mongodb';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { commandOf, messagesOf } from './wire-messages.js';

/** A wire between a client and the database that a test has its hands on. */
export interface Proxy {
  /** The same database by way of this wire. */
  readonly url: string;
  /** Ends every connection and lets none through, as where the server is gone. */
  readonly cut: () => void;
  /** Lets nothing pass, in either direction, and keeps every connection open, as where packets are lost. */
  readonly stall: () => void;
  /** Lets everything pass again. */
  readonly restore: () => void;
  readonly close: () => Promise<void>;
}

/** `sent` is called with each command that has just gone to the database. */
export const startProxy = async (databaseUrl: string, sent?: (command: Document) => void): Promise<Proxy> => {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'stalled' = 'open';

  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (state === 'stalled') socket.pause();
    return socket;
  };
  /** By hand, so that a stall holds back also what was read before it. */
  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (bytes: Buffer) => void to.write(bytes));
    from.on('close', () => to.destroy());
  };

  const tell = (listener: (command: Document) => void, command: Document | null): void => {
    if (command !== null) listener(command);
  };

  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(Number(target.port || '27017'), target.hostname);
    forward(keep(near), keep(far));
    forward(far, near);
    if (sent !== undefined)
      near.on(
        'data',
        messagesOf((message) => void tell(sent, commandOf(message))),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const end = (): void => sockets.forEach((socket) => socket.destroy());
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.searchParams.set('directConnection', 'true');
  return {
    url: url.href,
    cut: () => {
      state = 'cut';
      end();
    },
    stall: () => {
      state = 'stalled';
      sockets.forEach((socket) => socket.pause());
    },
    restore: () => {
      state = 'open';
      sockets.forEach((socket) => socket.resume());
    },
    close: async () => {
      end();
      server.close();
      await once(server, 'close');
    },
  };
};
