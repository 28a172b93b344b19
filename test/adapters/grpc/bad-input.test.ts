import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Metadata, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import fc from 'fast-check';
import { type MediaMessage } from '../../../src/adapters/grpc/contract/gen/postcard/v1/MediaMessage.gen.js';
import { type MessageServiceClient } from '../../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { type SendMediaMessageRequest } from '../../../src/adapters/grpc/contract/gen/postcard/v1/SendMediaMessageRequest.gen.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { begin, connect, contract, fileParts, send } from '../../support/grpc-client.js';
import { type PostcardWorld, startPostcard } from '../../support/postcard-world.js';
import { receivedBy } from '../../support/sandbox-list.js';
import { HOUR } from '../../../src/domain/model/time.js';
import { sample } from '../../support/samples.js';
import { until } from '../../support/until.js';
import { framed, openSession, rawCall } from './support/raw-call.js';

const phone = '14155550123';
const metadata: MediaMessage = { phone, media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.jpg' };
const chunk = sample('jpg');
const serialize = contract.messageService.SendMediaMessage.requestSerialize;

describe('bad input over gRPC', () => {
  let world: PostcardWorld;
  let client: MessageServiceClient;
  let token: string;

  before(async () => {
    world = await startPostcard();
    client = connect(world.grpc);
    token = await world.newToken((await world.newAccount()).id);
  });
  after(async () => {
    client.close();
    await world.close();
  });
  afterEach('leaves nothing', async () => {
    await until(
      'the staging folder to be empty',
      async () => (await readdir(join(world.dataDir, 'media', 'staging'))).length === 0,
    );
    expect(await receivedBy(world.sandboxUrl, phone)).to.deep.equal([]);
  });

  const empty = (count: number): SendMediaMessageRequest[] =>
    Array.from({ length: count }, () => ({ chunk: Buffer.alloc(0) }));

  const bodies: readonly (readonly [string, readonly SendMediaMessageRequest[], string])[] = [
    ['no part at all', [], 'ended before its metadata'],
    ['a chunk first', [{ chunk }, { end: {} }], 'must begin with metadata'],
    ['an end first', [{ end: {} }], 'must begin with metadata'],
    ['metadata twice', [{ metadata }, { metadata }], 'must have metadata only once'],
    ['metadata between chunks', [{ metadata }, { chunk }, { metadata }, { end: {} }], 'must have metadata only once'],
    ['chunks without an end', [{ metadata }, { chunk }], 'stopped before its end'],
    ['empty chunks without an end', [{ metadata }, ...empty(10)], 'stopped before its end'],
    ['1001 empty chunks', [{ metadata }, ...empty(1_001), { chunk }, { end: {} }], 'has too many empty chunks'],
    ['a chunk after the end', [{ metadata }, { chunk }, { end: {} }, { chunk }], 'goes on after its end'],
    ['an end after the end', [{ metadata }, { chunk }, { end: {} }, { end: {} }], 'goes on after its end'],
    ['metadata after the end', [{ metadata }, { chunk }, { end: {} }, { metadata }], 'goes on after its end'],
    ['a message without a part', [{}], 'has a message without metadata, chunk or end'],
    [
      'a message without a part after chunks',
      [{ metadata }, { chunk }, {}],
      'has a message without metadata, chunk or end',
    ],
    [
      'a text field of more than 16 KiB',
      [{ metadata: { ...metadata, caption: 'ä'.repeat(8_193) } }],
      'must not have a field of more than 16384 bytes',
    ],
    ...[
      { size_bytes: chunk.length - 1 },
      { size_bytes: chunk.length + 1 },
      { size_bytes: '18446744073709551615' },
      { sha256: Buffer.alloc(32) },
      { sha256: Buffer.alloc(0) },
      { size_bytes: chunk.length, sha256: Buffer.from('short') },
    ].map(
      (end) =>
        [
          `an end that says ${JSON.stringify(end)}`,
          [{ metadata }, { chunk }, { end }],
          'has a file that does not match the size_bytes or sha256 of its end',
        ] as const,
    ),
  ];

  for (const [what, parts, fault] of bodies)
    it(`is refused: ${what}`, async () => {
      const { code, reason, violations } = await send(client, parts, { token });
      expect([code, reason]).to.deep.equal([status.INVALID_ARGUMENT, 'VALIDATION_ERROR']);
      expect(violations).to.deep.equal({ body: [fault] });
    });

  it('is refused with every fault of the fields, before a chunk is read', async () => {
    const { upload, outcome } = begin(client, { token });
    upload.write({ metadata: { phone: '12x', media_type: 'MEDIA_TYPE_VIDEO', file_name: 'a.jpg', contact_id: 0 } });
    upload.write({ chunk });
    const { code, violations } = await outcome;
    expect(code).to.equal(status.INVALID_ARGUMENT);
    expect(violations).to.have.all.keys('phone', 'contact_id', 'media_file');
  });

  const unreadable: readonly (readonly [string, Buffer, number])[] = [
    ['bytes that are no protobuf', Buffer.from([0xff, 0xff, 0xff, 0xff]), status.INVALID_ARGUMENT],
    ['a length beyond the message', Buffer.from([0x12, 0x7f, 0x01]), status.INVALID_ARGUMENT],
    ['groups within groups', Buffer.alloc(100_000, 0x0b), status.INVALID_ARGUMENT],
    ['a caption that is not UTF-8', withCaption([0xff, 0xfe]), status.INVALID_ARGUMENT],
    ['a caption cut within a character', withCaption([0xe2, 0x82]), status.INVALID_ARGUMENT],
    ['a surrogate in UTF-8', withCaption([0xed, 0xa0, 0x80]), status.INVALID_ARGUMENT],
    ['a NUL written in two bytes', withCaption([0xc0, 0x80]), status.INVALID_ARGUMENT],
  ];
  for (const [what, message, code] of unreadable)
    it(`is refused: ${what}`, async () => {
      const session = await openSession(world.grpc);
      const answer = await rawCall(session, { authorization: `Bearer ${token}` }, framed(message));
      expect(answer).to.deep.include({ httpStatus: 200, grpcStatus: code });
      session.close();
    });

  it('is taken as it is: a caption that has U+FFFD in it', async () => {
    const parts = [...fileParts({ ...metadata, phone: '14155550199', caption: 'a\ufffdb' }, chunk)];
    expect((await send(client, parts, { token })).response?.caption).to.equal('a\ufffdb');
  });

  describe('is refused by the library, without details', () => {
    const large = Buffer.alloc(5 * 1_024 * 1_024);
    it('where a message has 5 MiB', async () => {
      const { code, reason } = await send(client, [{ metadata }, { chunk: large }, { end: {} }], { token });
      expect([code, reason]).to.deep.equal([status.RESOURCE_EXHAUSTED, null]);
    });

    it('where a message has 1 MiB and 64 KiB, and a byte', async () => {
      const around = 4;
      const most = 1_024 * 1_024 + 64 * 1_024 - around;
      const over = await send(client, [{ metadata }, { chunk: large.subarray(0, most + 1) }], { token });
      expect([over.code, over.reason]).to.deep.equal([status.RESOURCE_EXHAUSTED, null]);
      const at = await send(client, [{ metadata }, { chunk: large.subarray(0, most) }], { token });
      expect([at.code, at.reason]).to.deep.equal([status.INVALID_ARGUMENT, 'VALIDATION_ERROR']);
    });

    it('where twenty messages inflate to 256 MiB each', async () => {
      const session = await openSession(world.grpc);
      const bomb = framed(gzipSync(Buffer.alloc(256 * 1_024 ** 2)), true);
      const before = process.memoryUsage.rss();
      const headers = { authorization: `Bearer ${token}`, 'grpc-encoding': 'gzip' };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => rawCall(session, headers, framed(serialize({ metadata })), bomb)),
      );
      for (const { grpcStatus } of answers) expect(grpcStatus).to.equal(status.RESOURCE_EXHAUSTED);
      expect(process.memoryUsage.rss() - before).to.be.below(256 * 1_024 ** 2);
      session.close();
    });
  });

  it('ends an upload that says nothing for too long', async () => {
    const impatient = connect(await world.openGrpcDoor({ limits: { idleTime: 50 } }));
    for (const parts of [[], [{ metadata }], [{ metadata }, { chunk }], [{ metadata }, { chunk }, { end: {} }]]) {
      const { upload, outcome } = begin(impatient, { token });
      for (const part of parts) upload.write(part);
      const { code, violations } = await outcome;
      expect(code).to.equal(status.INVALID_ARGUMENT);
      expect(violations).to.deep.equal({ body: ['came too slowly'] });
    }
    impatient.close();
  });

  describe('with credentials', () => {
    const unauthenticated = [status.UNAUTHENTICATED, 'UNAUTHORIZED'];
    const uploadWith = async (authorization: string | null): Promise<readonly unknown[]> => {
      const head = new Metadata();
      if (authorization !== null) head.set('authorization', authorization);
      const { code, reason } = await send(client, fileParts(metadata, chunk), { metadata: head });
      return [code, reason];
    };

    for (const authorization of [
      null,
      '',
      'Bearer',
      'Bearer x',
      'Basic x',
      `Bearer pc_${'a'.repeat(43)}`,
      `Bearer ${'x'.repeat(8_000)}`,
    ])
      it(`is refused: ${JSON.stringify(authorization)?.slice(0, 60)}`, async () => {
        expect(await uploadWith(authorization)).to.deep.equal(unauthenticated);
      });

    it('is refused where metadata is not ASCII', async () => {
      const session = await openSession(world.grpc);
      const { grpcStatus } = await rawCall(session, {
        authorization: `Bearer ${token}\u00e9`,
        'x-request-id': '\u00fc',
      });
      expect(grpcStatus).to.equal(status.UNAUTHENTICATED);
      session.close();
    });

    /** Begins an upload with a token, and ends it once the token is of no use any more. */
    const endAfter = async (secret: string, becomesUseless: () => Promise<void>): Promise<readonly unknown[]> => {
      const { upload, outcome } = begin(client, { token: secret });
      upload.write({ metadata });
      upload.write({ chunk });
      await until(
        'the file to be on its way',
        async () => (await readdir(join(world.dataDir, 'media', 'staging'))).length > 0,
      );
      await becomesUseless();
      upload.write({ end: {} });
      upload.end();
      const { code, reason } = await outcome;
      return [code, reason];
    };

    it('is refused where the token is revoked in mid-stream', async () => {
      const { tokens, clock } = world.stores;
      const account = await world.newAccount();
      const secret = await world.newToken(account.id);
      const answer = await endAfter(secret, async () => {
        for (const { id } of (await orThrow(tokens.list(account.id))).items)
          await orThrow(tokens.revoke(id, clock.now()));
      });
      expect(answer).to.deep.equal(unauthenticated);
    });

    it('is refused where the token expires in mid-stream', async () => {
      const { clock } = world.stores;
      const expiresAt = clock.now() + HOUR;
      const secret = await world.newToken((await world.newAccount()).id, ['messages:send'], expiresAt);
      const answer = await endAfter(secret, async () => world.pass(HOUR));
      expect(answer).to.deep.equal(unauthenticated);
      expect(await uploadWith(`Bearer ${secret}`)).to.deep.equal(unauthenticated);
    });
  });

  it('never gets more than a refusal: any bytes in any order', async () => {
    const session = await openSession(world.grpc);
    const valid = [{ metadata }, { chunk: Buffer.from('no picture') }, { end: {} }, {}].map((part) =>
      Buffer.from(serialize(part)),
    );
    const message = fc.oneof(
      fc.constantFrom(...valid),
      fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.constantFrom(...valid), fc.nat(40), fc.nat(255)).map(([bytes, at, value]) => {
        const spoilt = Buffer.from(bytes);
        if (at < spoilt.length) spoilt[at] = value;
        return spoilt;
      }),
    );
    const refusals = [status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED, status.UNIMPLEMENTED];
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 6 }), fc.nat(9), async (messages, cutOff) => {
        const bytes = Buffer.concat(messages.map((one) => framed(one)));
        const { grpcStatus } = await rawCall(
          session,
          { authorization: `Bearer ${token}` },
          bytes.subarray(0, Math.max(0, bytes.length - cutOff)),
        );
        expect(refusals).to.include(grpcStatus);
      }),
      { numRuns: 300 },
    );
    session.close();
  });
});

/** A message whose caption has these bytes. */
function withCaption(bytes: readonly number[]): Buffer {
  const message = Buffer.from(serialize({ metadata: { ...metadata, caption: 'X'.repeat(bytes.length) } }));
  Buffer.from(bytes).copy(message, message.indexOf('X'.repeat(bytes.length)));
  return message;
}
