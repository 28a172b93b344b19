import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { commandOf } from './wire-messages.js';

/** What a wire can do with a command. */
export interface Hands {
  /** Has the database carry the command out, in another form if one is given. Resolves with its answer. */
  readonly carryOut: (changed?: Document) => Promise<Document>;
  /** Answers, and says that more answers come. False: the client is gone. */
  readonly answerOn: (answer: Document) => boolean;
}

/** What becomes of a command: the last answer to it, or null for none. */
export type Play = (command: Document, hands: Hands) => Promise<Document | null> | Document | null;

/** A wire to the database that reads every command and every answer. */
export interface Wire {
  /** The same database by way of this wire, and by way of it alone. */
  readonly url: string;
  /** Its address, `host:port`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** MongoDB's wire protocol: a header of 16 bytes, then what its operation says. */
const HEADER = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
/** OP_MSG: flags, a kind, then a document. */
const MSG_BODY = HEADER + 5;
const MORE_TO_COME = 2;
/** OP_REPLY: flags, a cursor, where it starts and how many there are, then documents. */
const REPLY_BODY = HEADER + 20;

export const startWire = async (databaseUrl: string, play: Play): Promise<Wire> => {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };

  const server = createServer((near) => {
    const far = keep(connect(Number(target.port || '27017'), target.hostname));
    keep(near);
    const waiting = new Map<number, (answer: Document) => void>();
    eachMessage(near, (message) => {
      const id = message.readInt32LE(4);
      const carryOut = (changed?: Document): Promise<Document> =>
        new Promise((resolve) => {
          waiting.set(id, resolve);
          far.write(changed === undefined ? message : messageOf(OP_MSG, id, 0, changed));
        });
      const operation = message.readInt32LE(12) === OP_QUERY ? OP_REPLY : OP_MSG;
      const answerOn = (answer: Document): boolean => {
        if (!near.destroyed) near.write(messageOf(operation, 0, id, answer, MORE_TO_COME));
        return !near.destroyed;
      };
      void (async () => {
        const answer = await play(commandIn(message), { carryOut, answerOn });
        if (answer !== null) near.write(messageOf(operation, 0, id, answer));
      })();
    });
    eachMessage(far, (message) => {
      const id = message.readInt32LE(8);
      const start = message.readInt32LE(12) === OP_REPLY ? REPLY_BODY : MSG_BODY;
      waiting.get(id)?.(documentAt(message, start));
      waiting.delete(id);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = new URL(databaseUrl);
  url.host = address;
  url.searchParams.set('directConnection', 'true');
  return {
    url: url.href,
    address,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
};

const eachMessage = (socket: Socket, take: (message: Buffer) => void): void => {
  let pending = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    while (pending.length >= HEADER && pending.length >= pending.readInt32LE(0)) {
      const message = pending.subarray(0, pending.readInt32LE(0));
      pending = pending.subarray(message.length);
      take(message);
    }
  });
};

const commandIn = (message: Buffer): Document => {
  const read = commandOf(message);
  if (read !== null) return read;
  // OP_QUERY: flags, the name of a collection, how many to skip and to return, then a document.
  return documentAt(message, message.indexOf(0, HEADER + 4) + 1 + 8);
};

/** With the types as they came, so that an answer can be passed on. */
const documentAt = (message: Buffer, start: number): Document =>
  BSON.deserialize(message.subarray(start, start + message.readInt32LE(start)), {
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
  });

const messageOf = (operation: number, id: number, answers: number, document: Document, flags = 0): Buffer => {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(operation === OP_REPLY ? REPLY_BODY : MSG_BODY);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(answers, 8);
  head.writeInt32LE(operation, 12);
  head.writeInt32LE(flags, HEADER);
  if (operation === OP_REPLY) head.writeInt32LE(1, HEADER + 16);
  return Buffer.concat([head, body]);
};
