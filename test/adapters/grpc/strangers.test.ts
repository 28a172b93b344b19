import { once } from 'node:events';
import { type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type GetMessage } from '../../../src/domain/use-cases/read-messages/call.js';
import { openDoor, type TestDoor } from './support/door.js';
import { framed, openSession, rawCall } from './support/raw-call.js';
import { beginCall, DATA, frame, headerBlock, HEADERS, openRaw, RST_STREAM } from './support/raw-frames.js';

const GET = '/postcard.v1.MessageService/GetMessage';
const HEALTH = '/grpc.health.v1.Health/Check';
const REFLECTION = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

/** Lets nobody in, and so reads nothing. */
const nobody: GetMessage = async () => ({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) });
/** Lets everybody in, reads, and knows no message. */
const everybody: GetMessage = async ({ chatMessageId }) => {
  const asked = await chatMessageId();
  return { rateLimit: O.none, result: E.isLeft(asked) ? asked : E.left({ _tag: 'MessageNotFound' }) };
};

/** A call whose request goes on and on, and what is said of it meanwhile. */
const unfinished = async (
  { address }: TestDoor,
  headers: OutgoingHttpHeaders,
  ...bytes: readonly Uint8Array[]
): Promise<number> => {
  const session = await openSession(address);
  const stream: ClientHttp2Stream = session.request({
    ':method': 'POST',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined).resume();
  const trailers = once(stream, 'trailers').then(([came]) => came as Record<string, unknown>);
  const answered = once(stream, 'response').then(async ([head]) => {
    const came = head as Record<string, unknown>;
    return came['grpc-status'] ?? (await trailers)['grpc-status'];
  });
  for (const part of bytes) stream.write(part);
  const code = await answered;
  session.destroy();
  return Number(code);
};

describe('a stranger at the gRPC door', () => {
  it('is refused before a byte of a message came', async () => {
    const door = await openDoor({ getMessage: nobody });
    expect(await unfinished(door, { ':path': GET })).to.equal(status.UNAUTHENTICATED);
    expect(await unfinished(door, { ':path': GET }, framed(Buffer.alloc(9_000)).subarray(0, 50))).to.equal(
      status.UNAUTHENTICATED,
    );
    await door.close();
  });

  it('is refused for its token first where its message cannot be read', async () => {
    const door = await openDoor({ getMessage: nobody });
    const session = await openSession(door.address);
    const unreadable = framed(Buffer.from([0xff, 0xff]));
    expect((await rawCall(session, { ':path': GET }, unreadable)).grpcStatus).to.equal(status.UNAUTHENTICATED);
    session.destroy();
    await door.close();
  });

  for (const path of [GET, HEALTH, '/grpc.health.v1.Health/Watch', REFLECTION]) {
    it(`may send a message of at most 16 KiB: ${path}`, async () => {
      const door = await openDoor({ getMessage: everybody });
      const announced = framed(Buffer.alloc(16 * 1_024 + 1)).subarray(0, 5);
      expect(await unfinished(door, { ':path': path }, announced)).to.equal(status.RESOURCE_EXHAUSTED);
      await door.close();
    });

    it(`must be done in time: ${path}`, async () => {
      const door = await openDoor({ getMessage: everybody, limits: { smallMessageTime: 50 } });
      const begun = framed(Buffer.alloc(100)).subarray(0, 50);
      expect(await unfinished(door, { ':path': path }, begun)).to.equal(status.DEADLINE_EXCEEDED);
      expect(await unfinished(door, { ':path': path })).to.equal(status.DEADLINE_EXCEEDED);
      await door.close();
    });
  }

  it('may ask reflection again and again, each time within the time of one message', async () => {
    const door = await openDoor({ limits: { smallMessageTime: 200 } });
    const session = await openSession(door.address);
    const stream = session.request({ ':method': 'POST', ':path': REFLECTION, 'content-type': 'application/grpc' });
    stream.on('error', () => undefined);
    // A host of "", and `list_services`.
    const list = framed(Buffer.from([0x3a, 0x01, 0x2a]));
    for (let asked = 0; asked < 3; asked += 1) {
      stream.write(list);
      await once(stream, 'data');
    }
    stream.resume().end();
    const [trailers] = (await once(stream, 'trailers')) as [Record<string, unknown>];
    expect(Number(trailers['grpc-status'])).to.equal(status.OK);
    session.destroy();
    await door.close();
  });

  it('gets a reset for one message in a thousand pieces', async () => {
    const door = await openDoor();
    const { socket, came } = await openRaw(door.address);
    const pieces = [...framed(Buffer.alloc(9_000)).subarray(0, 1_001)].map((byte) =>
      frame(DATA, 0, 1, Buffer.of(byte)),
    );
    socket.write(Buffer.concat([beginCall(1, REFLECTION), ...pieces]));
    expect((await came(RST_STREAM, 1)).payload.readUInt32BE()).to.equal(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    socket.destroy();
    await door.close();
  });

  it('has 16 KiB for metadata and path, also where it never acknowledged our settings', async () => {
    const door = await openDoor();
    const { socket, came } = await openRaw(door.address);
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`x-${n}`, 'x'.repeat(1_800)]));
    socket.write(beginCall(1, HEALTH, many));
    expect((await came(HEADERS, 1)).flags).to.equal(5);
    socket.destroy();
    await door.close();
  });

  it('has 16 KiB for its trailers too, with the rest', async () => {
    const door = await openDoor({ getMessage: everybody });
    const { socket, came } = await openRaw(door.address);
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`x-${n}`, 'x'.repeat(1_800)]));
    socket.write(beginCall(1, HEALTH, many));
    socket.write(frame(HEADERS, 5, 1, headerBlock(many)));
    expect((await came(RST_STREAM, 1)).payload.readUInt32BE()).to.equal(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    socket.destroy();
    await door.close();
  });

  it('never reads its own path, timeout or encoding in an answer', async () => {
    const door = await openDoor({ getMessage: everybody });
    const session = await openSession(door.address);
    const told: string[] = [];
    const call = async (headers: OutgoingHttpHeaders): Promise<void> => {
      const stream = session.request({ ':method': 'POST', 'content-type': 'application/grpc', ...headers });
      stream.on('error', () => undefined).resume();
      stream
        .on('response', (head) => told.push(JSON.stringify(head)))
        .on('trailers', (t) => told.push(JSON.stringify(t)));
      const closed = once(stream, 'close');
      stream.end(framed(Buffer.from('x'), true));
      await closed;
    };
    await call({ ':path': `/MARK${'x'.repeat(5_000)}` });
    await call({ ':path': GET, 'grpc-timeout': `MARK${'x'.repeat(5_000)}` });
    await call({ ':path': GET, 'grpc-encoding': 'MARK' });
    expect(told.join('')).to.contain(`"${status.UNIMPLEMENTED}"`).and.not.to.contain('MARK');
    session.destroy();
    await door.close();
  });
});
