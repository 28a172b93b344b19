import { once } from 'node:events';
import { constants } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { readAll, answerOf, receipt } from '../rest/support/server.js';
import { contract, fileParts, send } from '../../support/grpc-client.js';
import { until } from '../../support/until.js';
import { openDoor } from './support/door.js';
import { framed } from './support/raw-call.js';
import {
  beginCall,
  DATA,
  emptyCall,
  frame,
  GOAWAY,
  HEADERS,
  openRaw,
  PING,
  type RawConnection,
  RST_STREAM,
  WINDOW_UPDATE,
} from './support/raw-frames.js';

const SEND = '/postcard.v1.MessageService/SendMediaMessage';
const REFLECTION = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
const CHECK = '/grpc.health.v1.Health/Check';

const metadata = { phone: '14155550123', media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.jpg' } as const;
const serialize = contract.messageService.SendMediaMessage.requestSerialize;
const END_STREAM = 1;
const closed = ({ socket }: RawConnection): Promise<unknown> =>
  socket.destroyed ? Promise.resolve() : once(socket, 'close');

describe('hostile connections at the gRPC door', () => {
  for (const [what, bytes] of [
    ['data on the connection itself', frame(DATA, 0, 0, Buffer.from('x'))],
    ['data on a stream that never began', frame(DATA, 0, 5, Buffer.from('x'))],
    ['headers that HPACK cannot read', frame(HEADERS, 4, 1, Buffer.alloc(5, 0xff))],
    ['a frame of more than 16 KiB', frame(HEADERS, 4, 1, Buffer.alloc(20_000))],
  ] as const)
    it(`are destroyed once the protocol was broken: ${what}`, async () => {
      const door = await openDoor({ limits: { lookTime: 20 } });
      const raw = await openRaw(door.address);
      raw.socket.write(bytes);
      await raw.came(GOAWAY);
      await closed(raw);
      await door.close();
    });

  it('are not destroyed where all is well, whatever little they send', async () => {
    const door = await openDoor({ limits: { lookTime: 10 } });
    const raw = await openRaw(door.address);
    await until('pings', () => {
      raw.socket.write(frame(WINDOW_UPDATE, 0, 0, Buffer.of(0, 0, 0, 1)));
      return raw.frames.filter(({ type }) => type === PING).length >= 3;
    });
    raw.socket.write(emptyCall(1, '/none'));
    expect((await raw.came(HEADERS, 1)).stream).to.equal(1);
    raw.socket.destroy();
    await door.close();
  });

  it('give way to a newcomer where the door is full, the longest silent first', async () => {
    const door = await openDoor({ limits: { connections: 3 } });
    const [first, second, third] = [
      await openRaw(door.address),
      await openRaw(door.address),
      await openRaw(door.address),
    ];
    // A whole request: now the second has waited longest.
    first.socket.write(emptyCall(1, CHECK));
    await first.came(HEADERS, 1);
    const { code } = await send(door.client, fileParts(metadata, Buffer.from('a')), {});
    expect(code).to.equal(status.OK);
    await closed(second);
    expect([first.socket.destroyed, third.socket.destroyed]).to.deep.equal([false, false]);
    first.socket.destroy();
    third.socket.destroy();
    await door.close();
  });

  it('give way before an upload whose token was accepted', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let accepted = false;
    const door = await openDoor({
      limits: { connections: 3 },
      answer: async (call) => {
        await readAll(call);
        accepted = true;
        await held;
        return answerOf(E.right(receipt));
      },
    });
    const running = send(door.client, fileParts(metadata, Buffer.from('a')), {});
    await until('the upload', () => accepted);
    for (let n = 0; n < 6; n += 1) await openRaw(door.address);
    letGo();
    expect((await running).code).to.equal(status.OK);
    await door.close();
  });

  it('hold so much together: the message that has been coming longest is reset', async () => {
    const door = await openDoor({ limits: { heldBytes: 100_000, callBytes: 20_000 } });
    const begun: RawConnection[] = [];
    for (let n = 0; n < 3; n += 1) {
      const raw = await openRaw(door.address);
      begun.push(raw);
      raw.socket.write(
        Buffer.concat([beginCall(1, REFLECTION), frame(DATA, 0, 1, framed(Buffer.alloc(16_000)).subarray(0, 15_000))]),
      );
    }
    const [first, second, third] = begun;
    expect((await first?.came(RST_STREAM, 1))?.payload.readUInt32BE()).to.equal(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect([second, third].some((raw) => raw?.frames.some(({ type }) => type === RST_STREAM))).to.equal(false);
    begun.forEach(({ socket }) => socket.destroy());
    await door.close();
  });

  it('let the uploads of one account wait beyond half of that, and those of another go on', async () => {
    const door = await openDoor({
      limits: { heldBytes: 200_000 },
      answer: async (call) => {
        const account = O.getOrElse(() => '')(call.credentials) === 'other' ? 2 : 1;
        call.onAdmitted?.(account as AccountId);
        const all = await readAll(call);
        door.seen.push(all);
        return answerOf(E.right(receipt));
      },
    });
    const part = (bytes: number): Buffer => framed(serialize({ chunk: Buffer.alloc(bytes) }));
    const inFrames = (bytes: Buffer): Buffer =>
      Buffer.concat(
        Array.from({ length: Math.ceil(bytes.length / 16_000) }, (_, n) =>
          frame(DATA, 0, 1, bytes.subarray(n * 16_000, (n + 1) * 16_000)),
        ),
      );
    const begun = Buffer.concat([beginCall(1, SEND), frame(DATA, 0, 1, framed(serialize({ metadata })))]);
    const large = await openRaw(door.address);
    large.socket.write(Buffer.concat([begun, inFrames(part(70_000).subarray(0, 60_000))]));
    await send(door.client, fileParts(metadata, Buffer.from('a')), { token: 'other' });
    const small = await openRaw(door.address);
    small.socket.write(
      Buffer.concat([
        begun,
        inFrames(Buffer.concat([part(50_000), framed(serialize({ end: {} }))])),
        frame(DATA, END_STREAM, 1),
      ]),
    );
    const { code } = await send(door.client, fileParts(metadata, Buffer.from('a')), { token: 'other' });
    expect([code, door.seen.length]).to.deep.equal([status.OK, 2]);
    large.socket.destroy();
    await small.came(HEADERS, 1);
    small.socket.destroy();
    await door.close();
  });

  it('do not let their answers wait for ever', async () => {
    const door = await openDoor({ limits: { answerTime: 50 } });
    const raw = await openRaw(door.address, [[4, 0]]);
    raw.socket.write(Buffer.concat([beginCall(1, CHECK), frame(DATA, END_STREAM, 1, framed(Buffer.alloc(0)))]));
    expect((await raw.came(RST_STREAM, 1)).stream).to.equal(1);
    raw.socket.destroy();
    await door.close();
  });

  it('are answered more slowly beyond so many streams a second, and not killed', async () => {
    const door = await openDoor({ limits: { streamBurst: 10, streamsPerSecond: 200 } });
    const raw = await openRaw(door.address);
    for (let n = 0; n < 60; n += 1) raw.socket.write(emptyCall(1 + 2 * n, '/none'));
    expect((await raw.came(HEADERS, 119)).stream).to.equal(119);
    expect(raw.socket.destroyed).to.equal(false);
    raw.socket.destroy();
    await door.close();
  });

  it('are closed for resets that come in one packet, before all of them are answered', async () => {
    const door = await openDoor();
    const raw = await openRaw(door.address);
    const resets = Array.from({ length: 1_000 }, (_, n) =>
      Buffer.concat([beginCall(1 + 2 * n, SEND), frame(RST_STREAM, 0, 1 + 2 * n, Buffer.of(0, 0, 0, 8))]),
    );
    raw.socket.write(Buffer.concat(resets));
    await closed(raw);
    expect(door.seen.length + door.logged().split('"msg":"call"').length).to.be.below(250);
    await door.close();
  });

  it('get their uploads through in frames of one byte and in chunks of one byte', async () => {
    const door = await openDoor();
    const raw = await openRaw(door.address);
    const chunk = framed(serialize({ chunk: Buffer.of(7) }));
    const body = Buffer.concat([
      framed(serialize({ metadata })),
      ...Array.from({ length: 5_000 }, () => chunk),
      framed(serialize({ end: {} })),
    ]);
    const frames = Array.from(body, (byte) => frame(DATA, 0, 1, Buffer.of(byte)));
    raw.socket.write(Buffer.concat([beginCall(1, SEND), ...frames, frame(DATA, END_STREAM, 1)]));
    await until('the upload', () => door.seen.length > 0);
    expect(door.seen[0]?.fault).to.equal(null);
    raw.socket.destroy();
    await door.close();
  });
});
