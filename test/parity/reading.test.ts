import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { type GetMessageResponse__Output } from '../../src/adapters/grpc/contract/gen/postcard/v1/GetMessageResponse.gen.js';
import { type ListMessagesRequest } from '../../src/adapters/grpc/contract/gen/postcard/v1/ListMessagesRequest.gen.js';
import { type ListMessagesResponse__Output } from '../../src/adapters/grpc/contract/gen/postcard/v1/ListMessagesResponse.gen.js';
import { type Message__Output } from '../../src/adapters/grpc/contract/gen/postcard/v1/Message.gen.js';
import { type MessageServiceClient } from '../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { type Timestamp__Output } from '../../src/adapters/grpc/contract/gen/google/protobuf/Timestamp.gen.js';
import { framed, openSession, rawCall } from '../adapters/grpc/support/raw-call.js';
import { connect, fileParts, send } from '../support/grpc-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { get, messageOf, pageOf } from '../support/read.js';
import { sample } from '../support/samples.js';

const USER_ID = 'US.13491208655302741918';

const timeOf = (timestamp: Timestamp__Output | undefined): string | null =>
  timestamp === undefined
    ? null
    : new Date(Number(timestamp.seconds ?? 0) * 1_000 + (timestamp.nanos ?? 0) / 1e6).toISOString();

/** A message over gRPC as REST would say it. */
const asRest = (message: Message__Output): Record<string, unknown> => ({
  message_id: message.message_id ?? null,
  contact_id: Number(message.contact_id),
  phone: message.phone ?? null,
  media_type: String(message.media_type).replace('MEDIA_TYPE_', '').toLowerCase(),
  media_url: message.media_url,
  caption: message.caption ?? null,
  filename: message.filename ?? null,
  reference: message.reference ?? null,
  user_id: message.user_id ?? null,
  status: message.status,
  sent_at: timeOf(message.sent_at),
  chat_id: Number(message.chat_id),
  chat_message_id: Number(message.chat_message_id),
  created_at: timeOf(message.created_at),
  delivered_at: timeOf(message.delivered_at),
  read_at: timeOf(message.read_at),
  failed_at: timeOf(message.failed_at),
  error:
    message.error === undefined
      ? null
      : {
          error: message.error.error,
          outcome: message.error.outcome,
          retryable: message.error.retryable,
          chat_message_id: Number(message.error.chat_message_id),
          contact_id: Number(message.error.contact_id),
          whatsapp: {
            code: Number(message.error.whatsapp?.code),
            title: message.error.whatsapp?.title ?? null,
            details: message.error.whatsapp?.details ?? null,
            fbtrace_id: message.error.whatsapp?.fbtrace_id ?? null,
          },
        },
});

describe('reading messages over REST and gRPC', () => {
  let world: PostcardWorld;
  let client: MessageServiceClient;
  let token: string;

  before(async () => {
    world = await startPostcard({ stopping: true });
    client = connect(world.grpc);
    token = await world.newToken((await world.newAccount()).id, ['messages:send', 'messages:read']);
    for (const phone of ['14155550123', '14155550124', '14155000010'])
      await send(
        client,
        fileParts({ phone, media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.jpg', caption: 'Hi' }, sample('jpg')),
        { token },
      );
    await send(
      client,
      fileParts(
        { user_id: USER_ID, media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.jpg', reference: 'order-1042' },
        sample('jpg'),
      ),
      {
        token,
      },
    );
  });
  after(async () => {
    client.close();
    await world.close();
  });

  const as = (secret: string): Metadata => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${secret}`);
    return metadata;
  };
  const getMessage = (id: number | string, secret = token): Promise<GetMessageResponse__Output | ServiceError> =>
    new Promise((resolve) =>
      client.GetMessage({ chat_message_id: id }, as(secret), (error, found) => resolve(error ?? found ?? {})),
    );
  const list = (request: ListMessagesRequest): Promise<ListMessagesResponse__Output | ServiceError> =>
    new Promise((resolve) => client.ListMessages(request, as(token), (error, found) => resolve(error ?? found ?? {})));
  const reader = () => ({ url: world.url, token });

  for (const id of [1, 2, 3, 4])
    it(`agrees on message ${id}`, async () => {
      const { message } = (await getMessage(id)) as GetMessageResponse__Output;
      const { timeline: _timeline, ...overRest } = await messageOf(reader(), id);
      expect(asRest(message as Message__Output)).to.deep.equal(overRest);
    });

  it('agrees on pages, from first to last', async () => {
    let cursor: string | undefined;
    for (let page = 0; page < 4; page += 1) {
      const overRest = await pageOf(reader(), `limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      const overGrpc = (await list({
        limit: 1,
        ...(cursor === undefined ? {} : { cursor }),
      })) as ListMessagesResponse__Output;
      expect(overGrpc.messages?.map(asRest)).to.deep.equal(overRest.messages);
      expect(overGrpc.next_cursor ?? null).to.equal(overRest.next_cursor);
      cursor = overGrpc.next_cursor;
    }
    expect(cursor).to.equal(undefined);
  });

  it('agrees on what filters find', async () => {
    const now = { seconds: Math.floor(Date.now() / 1_000) + 60 };
    const filters: readonly (readonly [ListMessagesRequest, number])[] = [
      [{ status: 'failed' }, 1],
      [{ contact_id: 1 }, 1],
      [{ media_type: 'MEDIA_TYPE_VIDEO' }, 0],
      [{ media_type: 'MEDIA_TYPE_IMAGE' }, 4],
      [{ user_id: USER_ID }, 1],
      [{ user_id: `${USER_ID}0` }, 0],
      [{ user_id: USER_ID, status: 'failed' }, 0],
      [{ user_id: '' }, 4],
      [{ phone: '+1 (415) 555-0123' }, 1],
      [{ phone: '14155550199' }, 0],
      [{ reference: ' order-1042 ' }, 1],
      [{ reference: 'order' }, 0],
      [{ message_id: 'wamid.none' }, 0],
      [{ message_id: '' }, 4],
      [{ since: now }, 0],
      [{ until: now }, 4],
    ];
    for (const [filter, count] of filters)
      expect(((await list(filter)) as ListMessagesResponse__Output).messages ?? []).to.have.length(count);
    const overRest = await pageOf(reader(), `user_id=${USER_ID}`);
    expect(
      overRest.messages.map(({ chat_message_id, phone, user_id }) => [chat_message_id, phone, user_id]),
    ).to.deep.equal([[4, null, USER_ID]]);
  });

  it('agrees on the message with a wamid', async () => {
    const { message_id } = await messageOf(reader(), 1);
    const overGrpc = (await list({ message_id: String(message_id) })) as ListMessagesResponse__Output;
    expect(overGrpc.messages?.map(asRest)).to.deep.equal(
      (await pageOf(reader(), `message_id=${encodeURIComponent(String(message_id))}`)).messages,
    );
    expect(overGrpc.messages).to.have.length(1);
  });

  it('refuses what is no query', async () => {
    const bad: readonly ListMessagesRequest[] = [
      { status: 'x' },
      { contact_id: 0 },
      { media_type: 9 as 4 },
      { since: { seconds: '9223372036854775807' } },
      { limit: 0 },
      { limit: 101 },
      { limit: -1 },
      { cursor: 'x' },
      { user_id: '14155550123' },
      { user_id: 'us.1' },
      { phone: 'call me' },
      { phone: USER_ID },
      { reference: 'a'.repeat(256) },
      { user_id: `US.${'1'.repeat(129)}` },
    ];
    for (const request of bad) expect(await list(request)).to.include({ code: status.INVALID_ARGUMENT });
  });

  it('finds no message that is not there, or another account has', async () => {
    for (const id of [0, -1, 5, '9223372036854775807'])
      expect(await getMessage(id)).to.include({ code: status.NOT_FOUND });
    const other = await world.newToken((await world.newAccount()).id, ['messages:read']);
    expect(await getMessage(1, other)).to.include({ code: status.NOT_FOUND });
    expect((await get({ url: world.url, token: other }, '/messages/1')).status).to.equal(404);
  });

  it('lets nobody read without the token and the scope', async () => {
    expect(await getMessage(1, 'x')).to.include({ code: status.UNAUTHENTICATED });
    const sender = await world.newToken((await world.newAccount()).id, ['messages:send']);
    expect(await getMessage(1, sender)).to.include({ code: status.PERMISSION_DENIED });
  });

  it('refuses bytes that are no request', async () => {
    const session = await openSession(world.grpc);
    for (const [method, bytes] of [
      ['GetMessage', [0xff, 0xff]],
      ['ListMessages', [0x0a, 0x01, 0xff]],
    ] as const) {
      const { grpcStatus } = await rawCall(
        session,
        { ':path': `/postcard.v1.MessageService/${method}`, authorization: `Bearer ${token}` },
        framed(Buffer.from(bytes)),
      );
      expect(grpcStatus).to.equal(status.INVALID_ARGUMENT);
    }
    session.close();
  });
});
