import { BSON, type Document } from 'mongodb';

/** MongoDB's wire protocol: a header of 16 bytes, then for OP_MSG flags and sections. */
const HEADER = 16;
const OP_MSG = 2013;
const FLAGS = 4;

/** Cuts a stream of bytes into messages. Give it what comes, in order. */
export const messagesOf = (take: (message: Buffer) => void): ((bytes: Buffer) => void) => {
  let pending: Buffer = Buffer.alloc(0);
  return (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    while (pending.length >= HEADER && pending.length >= pending.readInt32LE(0)) {
      const message = pending.subarray(0, pending.readInt32LE(0));
      pending = pending.subarray(message.length);
      take(message);
    }
  };
};

/** The command of a message, with the documents of its sequences; null if it is no OP_MSG. */
export const commandOf = (message: Buffer): Document | null => {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  const command: Document = {};
  for (let at = HEADER + FLAGS; at + 5 <= message.length;) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    if (kind === 0) Object.assign(command, BSON.deserialize(message.subarray(at + 1, at + 1 + size)));
    else {
      const nameEnd = message.indexOf(0, at + 5);
      const documents: Document[] = [];
      for (let next = nameEnd + 1; next < at + 1 + size; next += message.readInt32LE(next))
        documents.push(BSON.deserialize(message.subarray(next, next + message.readInt32LE(next))));
      command[message.toString('utf8', at + 5, nameEnd)] = documents;
    }
    at += 1 + size;
  }
  return command;
};
