import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

const TYPES = { a: 1, aaaa: 28 } as const;

/**
 * A name server on loopback that has the given addresses for every name; silent where they are null.
 * @returns its address as resolvers take it, the number of questions so far, and how to stop it
 */
export const startNameServer = async (addresses: readonly string[] | null) => {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', (question, from) => {
    questions += 1;
    if (addresses === null) return;
    const nameEnd = question.indexOf(0, 12);
    const type = question.readUInt16BE(nameEnd + 1);
    const wanted = addresses.filter((address) => type === (isIPv4(address) ? TYPES.a : TYPES.aaaa));
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(wanted.length > 0 ? 0x8180 : addresses.length > 0 ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(wanted.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = wanted.map((address) => {
      const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(bytes.length, 10);
      return Buffer.concat([record, bytes]);
    });
    socket.send(Buffer.concat([header, question.subarray(12, nameEnd + 5), ...answers]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions: () => questions,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
};
