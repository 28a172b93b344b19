import { headers } from '../raw/frames.js';
import { bytesField, callHead, framed, paths } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { openPeer } from '../raw/peer.js';
import { type Prey, tokenOf } from './raid.js';
import { type Entry, latin1 } from './text-entry.js';

/** The most of a message without a chunk. */
const MESSAGE = 250_000;

/** A call of one message. */
const call = async (
  { grpcAddress }: Prey,
  path: string,
  token: string,
  message: Buffer,
  more: readonly (readonly [string, string])[] = [],
) => {
  const peer = await openPeer(grpcAddress);
  await peer.line.write(headers(1, literals([...callHead(path, token), ...more])));
  await peer.data(1, framed(message), 16_384, true);
  const outcome = await peer.outcome(1);
  peer.line.socket.destroy();
  return outcome;
};

/** A text field of `MediaMessage`, first as it is, then with a byte in its middle that is no UTF-8. */
const metadata = (name: string, number: number): readonly Entry[] =>
  [false, true].map((refuseIf) => ({
    name: `gRPC ${name}${refuseIf ? ', not UTF-8' : ''}`,
    length: MESSAGE,
    send: (prey, text) => {
      const bytes = Buffer.from(text).subarray(0, MESSAGE);
      if (refuseIf) bytes[Math.floor(bytes.length / 2)] = 0xff;
      return call(prey, paths.send, tokenOf(prey), bytesField(1, bytesField(number, bytes)));
    },
  }));

const listed = (name: string, number: number): Entry => ({
  name: `gRPC ListMessages ${name}`,
  length: 16_000,
  send: (prey, text) =>
    call(
      prey,
      '/postcard.v1.MessageService/ListMessages',
      tokenOf(prey),
      bytesField(number, Buffer.from(text).subarray(0, 16_000)),
    ),
});

/** Every text of a gRPC call. */
export const grpcTexts: readonly Entry[] = [
  ...metadata('phone', 1),
  ...metadata('file_name', 4),
  ...metadata('caption', 5),
  ...metadata('idempotency_key', 9),
  {
    name: 'gRPC groups',
    length: MESSAGE,
    send: (prey, text) =>
      call(
        prey,
        paths.send,
        tokenOf(prey),
        bytesField(1, bytesField(8, bytesField(6, Buffer.from(text).subarray(0, MESSAGE)))),
      ),
  },
  {
    name: 'gRPC message',
    length: MESSAGE,
    send: (prey, text) => call(prey, paths.send, tokenOf(prey), Buffer.from(text).subarray(0, MESSAGE)),
  },
  listed('cursor', 7),
  listed('status', 1),
  {
    name: 'gRPC x-request-id',
    length: 12_000,
    send: (prey, text) =>
      call(prey, paths.send, tokenOf(prey), Buffer.alloc(0), [['x-request-id', latin1(text).slice(0, 12_000)]]),
  },
  {
    name: 'gRPC authorization',
    length: 12_000,
    send: (prey, text) => call(prey, paths.getMessage, latin1(text).slice(0, 12_000), Buffer.alloc(0)),
  },
];
