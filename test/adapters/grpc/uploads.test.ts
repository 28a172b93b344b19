import { createHash } from 'node:crypto';
import { Metadata, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type SendMediaMessageRequest } from '../../../src/adapters/grpc/contract/gen/postcard/v1/SendMediaMessageRequest.gen.js';
import { fileParts, send } from '../../support/grpc-client.js';
import { openDoor, type TestDoor } from './support/door.js';

const metadata = { phone: '+14155550123', media_type: 'MEDIA_TYPE_IMAGE', file_name: 'holiday.jpg' } as const;
const picture = Buffer.from('a picture');

describe('an upload over gRPC', () => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(() => door.close());

  it('brings fields, file and what its end says', async () => {
    const sha256 = createHash('sha256').update(picture).digest();
    const { code, response } = await send(
      door.client,
      [{ metadata: { ...metadata, caption: 'Hi' } }, { chunk: picture }, { end: { size_bytes: 9, sha256 } }],
      { token: 'pc_abc' },
    );
    expect(code).to.equal(status.OK);
    expect(response).to.deep.include({
      message_id: 'wamid.1',
      contact_id: '17',
      phone: '14155550123',
      media_type: 'MEDIA_TYPE_IMAGE',
      media_url: 'https://media.example.com/media/x/holiday.jpg',
      caption: 'Hi',
      status: 'sent',
      sent_at: { seconds: '1795435200', nanos: 0 },
      chat_id: '17',
      chat_message_id: '42',
    });
    expect(response).not.to.have.any.keys('filename', 'warnings');
    const [seen] = door.seen;
    expect(seen?.fields).to.deep.equal([
      ['phone', '+14155550123'],
      ['media_type', 'image'],
      ['caption', 'Hi'],
    ]);
    expect(seen?.files).to.deep.equal([{ field: 'media_file', name: 'holiday.jpg', content: picture, chunks: 1 }]);
    expect(seen?.call.credentials).to.deep.equal(O.some('pc_abc'));
    expect(seen?.call.key()).to.deep.equal(O.none);
  });

  it('brings every field under the name it has in the API', async () => {
    const all = {
      ...metadata,
      media_type: 'MEDIA_TYPE_DOCUMENT',
      media_url: 'https://example.com/a.pdf',
      caption: 'c',
      filename: 'f.pdf',
      contact_id: '9007199254740993',
      contact: {
        firstname: 'Zoë',
        lastname: 'B',
        email: 'zoe@example.com',
        country: 'NL',
        assigned_id: -1,
        groups: [3, 1],
      },
      idempotency_key: 'order 1042',
    } as const;
    await send(door.client, [{ metadata: { ...all, contact: { ...all.contact, groups: [3, 1] } } }], {});
    const [seen] = door.seen;
    expect(seen?.fields).to.deep.equal([
      ['phone', '+14155550123'],
      ['media_type', 'document'],
      ['media_url', 'https://example.com/a.pdf'],
      ['caption', 'c'],
      ['filename', 'f.pdf'],
      ['contact_id', '9007199254740993'],
      ['contact.firstname', 'Zoë'],
      ['contact.lastname', 'B'],
      ['contact.email', 'zoe@example.com'],
      ['contact.country', 'NL'],
      ['contact.assigned_id', '-1'],
      ['contact.groups', '3,1'],
    ]);
    expect(seen?.files).to.deep.equal([]);
    expect(seen?.call.key()).to.deep.equal(O.some('order 1042'));
  });

  it('brings every chunk as it came', async () => {
    const content = Buffer.alloc(3_000_000, 'abc');
    await send(door.client, fileParts(metadata, content, 1_048_576), {});
    expect(door.seen[0]?.files[0]?.content.equals(content)).to.equal(true);
    expect(door.seen[0]?.files[0]?.chunks).to.equal(3);
  });

  it('may have empty chunks, up to a thousand', async () => {
    const empty = Array.from({ length: 1_000 }, (): SendMediaMessageRequest => ({ chunk: Buffer.alloc(0) }));
    const { code } = await send(door.client, [{ metadata }, ...empty, { chunk: picture }, { end: {} }], {});
    expect(code).to.equal(status.OK);
    expect(door.seen[0]?.files[0]?.chunks).to.equal(1);
  });

  it('has a request id of its own, or ours', async () => {
    const named = new Metadata();
    named.set('x-request-id', 'order-1042.try_2');
    const own = await send(door.client, fileParts(metadata, picture), { metadata: named });
    expect(own.head['x-request-id']).to.equal('order-1042.try_2');
    const given = await send(door.client, fileParts(metadata, picture), {});
    expect(given.head['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
    expect(door.logged()).to.contain('"request_id":"order-1042.try_2"');
  });
});
