import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { openedMessage } from '../../../../src/domain/model/message/message.js';
import {
  cursorOf,
  type MessageFilter,
  type MessagePosition,
  messageCursors,
  positionRule,
} from '../../../../src/domain/model/message/message-page.js';
import {
  makeGetMessage,
  makeListMessages,
  type ReadMessagesPorts,
} from '../../../../src/domain/use-cases/read-messages/read-messages.js';
import { type Damaged } from '../../../../src/domain/ports/store.js';
import { hmacSha256 } from '../../../../src/kit/crypto/hmac.js';
import { draft, everyMessage } from '../../../contracts/support.js';
import { account, happyPorts, NOW, SECRET, token } from '../../../support/happy-ports.js';

const message = openedMessage(draft(), 7 as ChatMessageId, NOW, 0);
const credentials = O.some(SECRET);

interface Asked {
  readonly filter: MessageFilter;
  readonly after: MessagePosition | null;
  readonly limit: number;
}

const stage = (next: MessagePosition | null = null, damaged: readonly Damaged[] = []) => {
  const asked: Asked[] = [];
  const heard: Damaged[] = [];
  const { ports } = happyPorts();
  const reading: ReadMessagesPorts = {
    ...ports,
    onDamaged: (one) => void heard.push(one),
    messages: {
      byId: (_account, id) => TE.right(id === message.id ? O.some(message) : O.none),
      list: (_account, filter, after, limit) =>
        TE.rightIO(() => {
          asked.push({ filter, after, limit });
          return { messages: [message], damaged, next };
        }),
    },
  };
  return { reading, asked, heard };
};
const list = (reading: ReadMessagesPorts, query: Readonly<Record<string, unknown>>) =>
  makeListMessages(reading)({
    credentials,
    query: TE.right(Object.entries(query).map(([name, value]) => ({ name, value }))),
  });
const faultsOf = async (query: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const { result } = await list(stage().reading, query);
  return E.isLeft(result) && result.left._tag === 'Invalid' ? { ...result.left.details } : result;
};

describe('reading messages', () => {
  it('finds a message of the caller’s account by its id', async () => {
    const { result } = await makeGetMessage(stage().reading)({ credentials, chatMessageId: TE.right('7'), query: [] });
    expect(result).to.deep.equal(E.right(message));
  });

  for (const chatMessageId of ['8', '0', '-7', '7.0', '07', '', 'media', '__proto__', '99999999999999999999'])
    it(`knows no message ${JSON.stringify(chatMessageId)}`, async () => {
      const { result } = await makeGetMessage(stage().reading)({
        credentials,
        chatMessageId: TE.right(chatMessageId),
        query: [],
      });
      expect(result).to.deep.equal(E.left({ _tag: 'MessageNotFound' }));
    });

  it('lets nobody in without the scope, and looks at nothing before', async () => {
    const { reading, asked } = stage();
    const tokens = { byHash: () => TE.right(O.some({ ...token, scopes: ['messages:send' as const] })) };
    const refused = { _tag: 'InsufficientScope', scope: 'messages:read' };
    const unread = () => Promise.reject(new TypeError('the request was read'));
    expect((await list({ ...reading, tokens }, { limit: 'x' })).result).to.deep.equal(E.left(refused));
    const one = await makeGetMessage({ ...reading, tokens })({ credentials, chatMessageId: unread, query: [] });
    expect(one.result).to.deep.equal(E.left(refused));
    const nobody = await makeListMessages(reading)({ credentials: O.none, query: unread });
    expect(nobody.result).to.deep.equal(E.left({ _tag: 'Unauthorized' }));
    expect(asked).to.deep.equal([]);
  });

  it('tells what is wrong with a request once its caller is admitted', async () => {
    const fault = { _tag: 'MalformedBody', message: 'is not a request of this method' } as const;
    const { result } = await makeGetMessage(stage().reading)({ credentials, chatMessageId: TE.left(fault), query: [] });
    expect(result).to.deep.equal(E.left(fault));
  });

  it('lists what can be read, and names what cannot', async () => {
    const damaged = [{ what: 'message 1/8', cause: new Error('does not decode') }];
    const { reading, heard } = stage(null, damaged);
    const { result } = await list(reading, {});
    expect(result).to.deep.equal(E.right({ messages: [message], nextCursor: null }));
    expect(heard).to.deep.equal(damaged);
  });

  it('says that the store is down', async () => {
    const { reading } = stage();
    const down = TE.left(unavailable('EIO'));
    const messages = { byId: () => down, list: () => down };
    expect((await list({ ...reading, messages }, {})).result).to.have.nested.property('left._tag', 'Unavailable');
  });

  it('lists 25 of all where nothing is asked, empty values being as good as none', async () => {
    for (const query of [{}, { status: '', limit: ' ', cursor: '', phone: ' ', message_id: '', reference: '' }]) {
      const { reading, asked } = stage();
      expect((await list(reading, query)).result).to.deep.equal(E.right({ messages: [message], nextCursor: null }));
      expect(asked).to.deep.equal([
        {
          filter: everyMessage,
          after: null,
          limit: 25,
        },
      ]);
    }
  });

  it('asks for what is asked, and goes on where a cursor says', async () => {
    const place = { createdAt: NOW, id: 7 as ChatMessageId };
    const { reading, asked } = stage(place);
    const { result } = await list(reading, { limit: '1' });
    const cursor = E.isRight(result) ? result.right.nextCursor : null;
    await list(reading, {
      status: 'unconfirmed',
      contact_id: '5',
      media_type: 'audio',
      phone: '+1 (415) 555-0123',
      user_id: 'US.1349',
      message_id: 'wamid.HBgL',
      reference: ' order-1042 ',
      since: '2026-11-23T12:00:00Z',
      until: '2026-11-24',
      limit: '100',
      cursor,
    });
    expect(asked[1]).to.deep.equal({
      filter: {
        state: 'unconfirmed',
        contactId: 5,
        mediaType: 'audio',
        phone: '14155550123',
        userId: 'US.1349',
        wamid: 'wamid.HBgL',
        reference: 'order-1042',
        since: Date.UTC(2026, 10, 23, 12),
        until: Date.UTC(2026, 10, 24),
      },
      after: place,
      limit: 100,
    });
  });

  it('tells all faults of a query at once, by field', async () => {
    expect(
      await faultsOf({
        status: 'gone',
        contact_id: '0',
        media_type: 'sticker',
        since: 'yesterday',
        until: '2026-02-30T00:00:00Z',
        limit: '101',
        cursor: 'x',
        phone: '0123',
        reference: 'a\nb',
        page: '2',
      }),
    ).to.deep.equal({
      phone: ['phone must begin with a country code, which never begins with 0'],
      reference: ['reference must not have control characters'],
      page: [
        'page is not known here; use status, contact_id, phone, user_id, message_id, reference, media_type, since, until, limit, cursor, or leave it out',
      ],
      status: ['status must be one of pending, unconfirmed, sent, delivered, read, played, failed'],
      contact_id: ['contact_id must be a positive whole number'],
      media_type: ['media_type must be one of image, document, video, audio'],
      since: ['since must be a time like 2026-11-23T12:00:00Z, or a day like 2026-11-23'],
      until: ['until must be a time like 2026-11-23T12:00:00Z, or a day like 2026-11-23'],
      limit: ['limit must be a whole number from 1 to 100'],
      cursor: ['cursor must be the next_cursor of an earlier answer'],
    });
  });

  it('refuses a field that is given twice', async () => {
    const query = [
      { name: 'status', value: 'sent' },
      { name: 'status', value: 'read' },
    ];
    const { result } = await makeListMessages(stage().reading)({ credentials, query: TE.right(query) });
    expect(result)
      .to.have.nested.property('left.details')
      .deep.include({ status: ['status must be given only once'] });
  });

  for (const limit of ['0', '-1', '1.5', '1e1', '0x10', '1000', 'ten', '１'])
    it(`refuses the limit ${limit}`, async () => expect(await faultsOf({ limit })).to.have.all.keys('limit'));

  const instants = {
    '2026-11-23T12:00:00Z': Date.UTC(2026, 10, 23, 12),
    '2026-11-23t12:00:00z': Date.UTC(2026, 10, 23, 12),
    '2026-11-23T12:00:00.5Z': Date.UTC(2026, 10, 23, 12, 0, 0, 500),
    '2026-11-23T12:00:00.123456789Z': Date.UTC(2026, 10, 23, 12, 0, 0, 123),
    '2026-11-23T12:00:00+02:30': Date.UTC(2026, 10, 23, 9, 30),
    '2026-11-23T12:00:00 02:30': Date.UTC(2026, 10, 23, 9, 30),
    '2026-11-23T12:00:00-02:30': Date.UTC(2026, 10, 23, 14, 30),
    '2024-02-29': Date.UTC(2024, 1, 29),
  };
  for (const [text, at] of Object.entries(instants))
    it(`takes ${text} for a time`, async () => {
      const { reading, asked } = stage();
      await list(reading, { since: text });
      expect(asked[0]?.filter.since).to.equal(at);
    });

  for (const text of [
    '2026-02-29',
    '2026-13-01',
    '2026-11-23T24:00:00Z',
    '2026-11-23T12:60:00Z',
    '2026-11-23T12:00:60Z',
    '2026-11-23T12:00:00',
    '2026-11-23 12:00:00Z',
    '2026-11-23T12:00:00+25:00',
    '2026-11-23T12:00:00+0200',
    '1795435200',
    '+002026-11-23T12:00:00Z',
    'now',
  ])
    it(`takes ${text} for no time`, async () => expect(await faultsOf({ until: text })).to.have.all.keys('until'));

  const cursors = messageCursors({ hmac: hmacSha256 }, account);

  it('reads back every cursor that it has written', () => {
    const place = fc.record({
      createdAt: fc.maxSafeNat(),
      id: fc.maxSafeNat().map((id) => (id || 1) as ChatMessageId),
    });
    fc.assert(
      fc.property(place, (position) => {
        expect(positionRule(cursors)(cursorOf(cursors, position))).to.deep.equal(E.right(position));
      }),
    );
  });

  it('takes nothing else for a cursor: not a forged one, and none of another account or another list', () => {
    const position = { createdAt: NOW, id: 7 as ChatMessageId };
    const own = cursorOf(cursors, position);
    const others = [
      cursorOf({ ...cursors, list: 'contacts' }, position),
      cursorOf(messageCursors({ hmac: hmacSha256 }, { ...account, consentKey: 'other' }), position),
    ];
    for (const text of ['', '-', `${own}a`, own.slice(1), own.toUpperCase(), own.replace('.', '-'), ...others])
      expect(E.isLeft(positionRule(cursors)(text)), text).to.equal(true);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(E.isLeft(positionRule(cursors)(text))).to.equal(true);
      }),
    );
  });
});
