import { expect } from 'chai';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { contactFor } from '../support/any-contact.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { contactId, draft } from '../contracts/support.js';
import { call, json } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { get, messageOf, pageOf } from '../support/read.js';
import { errorCode, type Sender } from '../support/send.js';

const START = Date.UTC(2026, 10, 23, 12);

describe('reading messages', () => {
  let world: PostcardWorld;
  let account: AccountId;
  let reader: Sender;

  before(async () => {
    world = await startPostcard();
  });
  beforeEach(async () => {
    ({ id: account } = await world.newAccount());
    reader = { url: world.url, token: await world.newToken(account, ['messages:read']) };
  });
  after(() => world.close());

  const open = (age: number, contact = 1, mediaType: MediaType = 'image') =>
    orThrow(
      world.stores.messages.open(
        draft({ accountId: account, contactId: contactId(contact), mediaType }),
        -1,
        START + age * 1_000,
      ),
    );
  const ids = async (query: string): Promise<number[]> =>
    (await pageOf(reader, query)).messages.map(({ chat_message_id: id }) => id);

  it('shows a message that has only just been opened', async () => {
    const { id } = await open(0);
    expect(await messageOf(reader, id)).to.deep.include({
      message_id: null,
      status: 'pending',
      sent_at: null,
      chat_id: 1,
      chat_message_id: id,
      created_at: '2026-11-23T12:00:00.000Z',
      delivered_at: null,
      read_at: null,
      failed_at: null,
      error: null,
    });
  });

  it('shows why a message is unconfirmed', async () => {
    const message = await open(0);
    const failure = { error: 'nobody knows', outcome: 'unknown', retryable: false, whatsapp: null } as const;
    await orThrow(
      world.stores.messages.settle(refOf(message), { _tag: 'Refused', failure, at: START }, contactFor(message), []),
    );
    expect((await messageOf(reader, message.id)).error).to.deep.equal({
      error: 'nobody knows',
      outcome: 'unknown',
      retryable: false,
      chat_message_id: message.id,
      contact_id: 1,
    });
  });

  it('pages from the newest to the oldest, also while more comes', async () => {
    const made: number[] = [];
    for (let age = 0; age < 7; age += 1) made.push((await open(age)).id);
    const found: number[] = [];
    let cursor = '';
    do {
      const page = await pageOf(reader, `limit=3&cursor=${cursor}`);
      found.push(...page.messages.map(({ chat_message_id: id }) => id));
      cursor = page.next_cursor ?? '';
      await open(100);
    } while (cursor !== '');
    expect(found).to.deep.equal(made.reverse());
  });

  it('keeps to what is asked for', async () => {
    const first = await open(0, 1, 'image');
    const second = await open(60, 2, 'audio');
    const third = await open(120, 1, 'audio');
    await orThrow(
      world.stores.messages.settle(
        refOf(third),
        { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: START },
        contactFor(third),
        [],
      ),
    );
    expect(await ids('')).to.deep.equal([third.id, second.id, first.id]);
    expect(await ids('media_type=audio')).to.deep.equal([third.id, second.id]);
    expect(await ids('contact_id=1')).to.deep.equal([third.id, first.id]);
    expect(await ids('contact_id=1&media_type=audio&status=sent')).to.deep.equal([third.id]);
    expect(await ids('status=pending')).to.deep.equal([second.id, first.id]);
    expect(await ids('status=played')).to.deep.equal([]);
    expect(await ids('since=2026-11-23T12:01:00Z')).to.deep.equal([third.id, second.id]);
    expect(await ids('since=2026-11-23T14:01:00+02:00&until=2026-11-23T12:02:00.000Z')).to.deep.equal([second.id]);
    expect(await ids('until=2026-11-23')).to.deep.equal([]);
    expect(await ids('status=&limit=')).to.have.length(3);
  });

  it('tells all that is wrong with a query, in bytes of any kind', async () => {
    const query = 'status=%ff&contact_id=%24gt&media_type[]=image&limit=0&limit=1&since=%00&until=%zz&cursor=../x';
    const answer = await get(reader, `/messages?${query}`);
    expect(answer.status).to.equal(422);
    expect(errorCode(answer)).to.equal('VALIDATION_ERROR');
    const { details } = json(answer)['error'] as { details: object };
    expect(details).to.have.all.keys(...['status', 'contact_id', 'media_type[]', 'limit', 'since', 'until', 'cursor']);
  });

  it('shows another account’s messages as if they were not there', async () => {
    const mine = await open(0);
    const other = await world.newAccount();
    const stranger = { url: world.url, token: await world.newToken(other.id, ['messages:read']) };
    for (const id of [mine.id, 999_999, 'x', '%00', '1%2f2', '9'.repeat(40)]) {
      const answer = await get(stranger, `/messages/${id}`);
      expect([answer.status, errorCode(answer)], String(id)).to.deep.equal([404, 'NOT_FOUND']);
    }
    expect((await pageOf(stranger, '')).messages).to.deep.equal([]);
    const cursor = (await pageOf(reader, 'limit=1')).next_cursor;
    expect((await pageOf(stranger, `cursor=${cursor ?? ''}`)).messages).to.deep.equal([]);
  });

  it('counts against the rate limit, and needs its own scope', async () => {
    const limited = await world.newAccount({ limits: { apiCallsPerMinute: 2 } });
    const token = await world.newToken(limited.id, ['messages:read']);
    const answers = [];
    for (const path of ['/messages', '/messages/1', '/messages'])
      answers.push(await get({ url: world.url, token }, path));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 404, 429]);
    expect(answers.map(({ headers }) => headers['x-ratelimit-remaining'])).to.deep.equal(['1', '0', '0']);
    const sending = { url: world.url, token: await world.newToken(account, ['messages:send']) };
    expect(errorCode(await get(sending, '/messages'))).to.equal('INSUFFICIENT_SCOPE');
  });

  it('answers HEAD like GET, without the body', async () => {
    const { id } = await open(0);
    for (const path of ['/messages', `/messages/${id}`]) {
      const headers = { authorization: `Bearer ${reader.token}` };
      const answer = await call(world.url, { method: 'HEAD', path, headers });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.have.length(0);
    }
  });
});
