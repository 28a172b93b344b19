import { BSON, type Document } from 'mongodb';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { commandOf, messagesOf } from './wire.js';

/** What a server says of a command that it does not carry out. */
export interface Refusal {
  readonly code: number;
  readonly codeName: string;
  readonly errmsg: string;
}

export const loginRefused: Refusal = { code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
export const notAllowed: Refusal = { code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on postcard' };
export const diskFull: Refusal = { code: 14_031, codeName: 'OutOfDiskSpace', errmsg: 'No space left on device' };

/** A wire to the database on which commands can be refused, as a server refuses them. */
export interface RefusingProxy {
  readonly url: string;
  /** Refuses these commands from now on, on this collection if one is named, and only those that `isMeant` accepts. */
  readonly refuse: (
    refusal: Refusal,
    commands: readonly string[],
    collection?: string,
    isMeant?: (command: Document) => boolean,
  ) => void;
  /** Carries these commands out from now on, but answers nothing more on their connections. */
  readonly silence: (commands: readonly string[], collection?: string) => void;
  readonly allow: () => void;
  readonly close: () => Promise<void>;
}

/** MongoDB's wire protocol: a header of 16 bytes, then for OP_MSG flags, a kind and a document. */
const HEADER = 16;
const OP_MSG = 2013;
const BODY = HEADER + 5;

export const startRefusingProxy = async (databaseUrl: string): Promise<RefusingProxy> => {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let refusalOf: (command: Document) => Refusal | 'silence' | null = () => null;
  const meant =
    (verdict: Refusal | 'silence', commands: readonly string[], collection?: string, isMeant = (_: Document) => true) =>
    (command: Document): Refusal | 'silence' | null => {
      const [name, value] = Object.entries(command)[0] ?? [];
      return commands.includes(name ?? '') && (collection === undefined || value === collection) && isMeant(command)
        ? verdict
        : null;
    };

  const server = createServer((near) => {
    const far = connect(Number(target.port || '27017'), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    let isMute = false;
    near.on(
      'data',
      messagesOf((message) => {
        const command = commandOf(message);
        const refusal = command === null ? null : refusalOf(command);
        if (refusal === 'silence') isMute = true;
        if (refusal === null || refusal === 'silence') far.write(message);
        else near.write(answerTo(message, refusal));
      }),
    );
    far.on('data', (bytes: Buffer) => void (isMute || near.write(bytes)));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.searchParams.set('directConnection', 'true');
  return {
    url: url.href,
    refuse: (refusal, commands, collection, isMeant) => {
      refusalOf = meant(refusal, commands, collection, isMeant);
    },
    silence: (commands, collection) => {
      refusalOf = meant('silence', commands, collection);
    },
    allow: () => {
      refusalOf = () => null;
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
};

const answerTo = (message: Buffer, refusal: Refusal): Buffer => {
  const body = BSON.serialize({ ok: 0, ...refusal });
  const head = Buffer.alloc(BODY);
  head.writeInt32LE(BODY + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, body]);
};
