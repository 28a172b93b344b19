import { once } from 'node:events';
import { type ClientHttp2Stream, constants } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Bytes } from '../../../src/domain/model/bytes.js';
import { type SendMediaAnswer, type SendMediaCall } from '../../../src/domain/use-cases/send-media-message/call.js';
import { atRest } from '../../support/at-rest.js';
import { startCuttingProxy } from '../../support/cutting-proxy.js';
import { connect, contract, fileParts, send } from '../../support/grpc-client.js';
import { until } from '../../support/until.js';
import { answerOf, receipt } from '../rest/support/server.js';
import { openDoor } from './support/door.js';
import { framed, openSession, rawCall, SEND_MEDIA } from './support/raw-call.js';

const MIB = 1_024 * 1_024;
const metadata = { phone: '14155550123', media_type: 'MEDIA_TYPE_DOCUMENT', file_name: 'a.pdf' } as const;
const refused = answerOf(E.left({ _tag: 'Unauthorized' }));
const head = { ':method': 'POST', ':path': SEND_MEDIA, 'content-type': 'application/grpc', te: 'trailers' };

/** Writes chunks for as long as the stream is open, as fast as the other side takes them. */
const flood = async (stream: ClientHttp2Stream): Promise<void> => {
  const chunk = framed(contract.messageService.SendMediaMessage.requestSerialize({ chunk: Buffer.alloc(64 * 1_024) }));
  const closed = new Promise((resolve) => stream.once('close', resolve));
  while (!stream.closed && !stream.destroyed) {
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), closed]);
  }
};

/** Reads a file so slowly that at each MiB all has come that may come. */
const readSlowly = async (bytes: Bytes, sent: () => number, onChunk: (size: number) => void): Promise<void> => {
  let read = 0;
  for await (const chunk of bytes) {
    if (Math.floor(read / MIB) < Math.floor((read + chunk.length) / MIB)) await atRest(sent);
    read += chunk.length;
    onChunk(chunk.length);
  }
};

describe('the flow of an upload over gRPC', () => {
  it('has a window of 1 MiB, of the stream and of its connection', async () => {
    const { address, close } = await openDoor({ answer: () => new Promise(() => undefined) });
    const session = await openSession(address);
    expect(session.remoteSettings).to.deep.include({ initialWindowSize: MIB, maxConcurrentStreams: 100 });
    while ((session.state.remoteWindowSize ?? 0) < MIB) await new Promise(setImmediate);
    expect(session.state.remoteWindowSize).to.equal(MIB);
    session.destroy();
    await close();
  });

  it('takes nothing that nobody asks for, beyond that window', async () => {
    const { address, close } = await openDoor({ answer: () => new Promise(() => undefined) });
    const proxy = await startCuttingProxy(address);
    const session = await openSession(proxy.address);
    const stream = session.request(head).on('error', () => undefined);
    void flood(stream);
    await proxy.passed(MIB);
    expect(await atRest(proxy.count)).to.be.below(1.1 * MIB);
    session.destroy();
    await proxy.close();
    await close();
  });

  for (const chunkBytes of [256 * 1_024, MIB])
    it(`holds less than 32 MiB where the disk is slower than the line: chunks of ${chunkBytes / 1_024} KiB`, async () => {
      let taken = 0;
      let most = 0;
      const answer = async ({ parts }: SendMediaCall): Promise<SendMediaAnswer> => {
        for await (const part of parts)
          if (E.isRight(part) && part.right._tag === 'File')
            await readSlowly(part.right.bytes, proxy.count, (size) => {
              taken += size;
              most = Math.max(most, proxy.count() - taken);
            });
        return answerOf(E.right(receipt));
      };
      const { address, close } = await openDoor({ answer });
      const proxy = await startCuttingProxy(address);
      const client = connect(proxy.address);
      const { code } = await send(client, fileParts(metadata, Buffer.alloc(100 * MIB), chunkBytes), {});
      expect(code).to.equal(status.OK);
      expect(taken).to.equal(100 * MIB);
      expect(most).to.be.below(32 * MIB);
      client.close();
      await proxy.close();
      await close();
    });

  it('ends soon where the caller goes on sending after its answer', async () => {
    const { address, close, logged } = await openDoor({ answer: async () => refused, limits: { lingerTime: 200 } });
    const proxy = await startCuttingProxy(address);
    const session = await openSession(proxy.address);
    const stream = session.request(head).on('error', () => undefined);
    stream.resume();
    const trailers = once(stream, 'trailers');
    await flood(stream);
    expect((await trailers)[0]).to.deep.include({ 'grpc-status': String(status.UNAUTHENTICATED) });
    expect(stream.rstCode).to.equal(0);
    expect(proxy.count()).to.be.below(2.2 * MIB);
    await until('the line of the log', () => logged().includes('"code":"UNAUTHENTICATED"'));
    session.destroy();
    await proxy.close();
    await close();
  });

  it('serves a caller while another opens and resets streams by the thousand', async () => {
    const { address, client, close } = await openDoor();
    let over = false;
    const hostile = (async () => {
      for (let opened = 0; !over;) {
        const session = await openSession(address);
        for (let more = 0; more < 90 && !session.destroyed; more += 1, opened += 1) {
          const stream = session.request(head).on('error', () => undefined);
          stream.close(8);
        }
        await new Promise(setImmediate);
        session.destroy();
      }
    })();
    for (let call = 0; call < 5; call += 1) {
      const { code } = await send(client, fileParts(metadata, Buffer.from('a')), {});
      expect(code).to.equal(status.OK);
    }
    over = true;
    await hostile;
    await close();
  });

  it('refuses a head of more than 16 KiB, and lives', async () => {
    const { address, close } = await openDoor();
    const session = await openSession(address);
    const stream = session.request({ ...head, 'x-long': 'x'.repeat(20_000) }).on('error', () => undefined);
    stream.resume();
    // Node sends the reset with what it sends next on the connection.
    await until('the reset', () => rawCall(session, {}).then(() => stream.destroyed));
    expect(stream.rstCode).to.equal(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    session.destroy();
    await close();
  });

  for (const path of ['/postcard.v1.MessageService/NoSuch', '/', '/\u00e9/\u0001', `/${'x'.repeat(5_000)}`])
    it(`has no method ${JSON.stringify(path).slice(0, 40)}, and lives`, async () => {
      const { address, client, close, logged } = await openDoor();
      const session = await openSession(address);
      const { grpcStatus, resetCode } = await rawCall(session, { ':path': path });
      expect(grpcStatus ?? resetCode).to.equal(
        grpcStatus === null ? constants.NGHTTP2_PROTOCOL_ERROR : status.UNIMPLEMENTED,
      );
      expect((await send(client, fileParts(metadata, Buffer.from('a')), {})).code).to.equal(status.OK);
      expect(logged()).not.to.contain('NoSuch');
      session.destroy();
      await close();
    });
});
