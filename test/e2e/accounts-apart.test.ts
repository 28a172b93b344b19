import { sayWord } from '../support/consent.js';
import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { get, pageOf } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';

describe('two accounts', () => {
  let world: PostcardWorld;
  let ours: Account;
  let theirs: Account;
  let ourToken: string;
  let theirToken: string;

  before(async () => {
    world = await startPostcard();
  });
  beforeEach(async () => {
    ours = await world.newAccount();
    theirs = await world.newAccount();
    ourToken = await world.newToken(ours.id);
    theirToken = await world.newToken(theirs.id);
  });
  after(() => world.close());

  const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
  const send = async (token: string, fields: object, headers: Record<string, string> = {}) =>
    postMedia({ url: world.url, token }, await multipartBody({ media_type: 'image', ...fields }, upload), headers);

  /** All of an answer but what differs between any two. */
  const gist = (answer: Answer) => {
    const { meta: _meta, ...body } = json(answer);
    const { 'x-request-id': _id, date: _date, ...headers } = answer.headers;
    return { status: answer.status, headers, body };
  };

  it("do not see each other's contacts: their ids answer exactly as absent ones", async () => {
    await send(theirToken, { phone: '14155550101' });
    const { contact_id } = sentData(await send(theirToken, { phone: '14155550102' }));
    const foreign = await send(ourToken, { phone: '14155550102', contact_id });
    const absent = await send(ourToken, { phone: '14155550102', contact_id: 99_999 });
    expect(foreign.status).to.equal(404);
    expect(gist(foreign)).to.deep.equal(gist(absent));
    expect(await orThrow(world.stores.contacts.count(ours.id))).to.equal(0);
  });

  it("do not see each other's messages", async () => {
    const { chat_message_id: id } = sentData(await send(theirToken, { phone: '14155550102' }));
    const [ourReader, theirReader] = await Promise.all(
      [ours, theirs].map(async (account) => ({
        url: world.url,
        token: await world.newToken(account.id, ['messages:read']),
      })),
    );
    if (ourReader === undefined || theirReader === undefined) throw new TypeError('no readers');
    expect((await get(theirReader, `/messages/${String(id)}`)).status).to.equal(200);
    const foreign = await get(ourReader, `/messages/${String(id)}`);
    expect(foreign.status).to.equal(404);
    expect(gist(foreign)).to.deep.equal(gist(await get(ourReader, '/messages/99999')));
    expect((await pageOf(theirReader, 'limit=100')).messages).to.have.length(1);
    expect((await pageOf(ourReader, 'limit=100')).messages).to.deep.equal([]);
  });

  it("do not see each other's staff and groups", async () => {
    for (const directory of ['staff', 'groups'] as const)
      for (let n = 0; n < 5; n += 1) await orThrow(world.stores.accounts.addEntry(theirs.id, directory, 'X'));
    for (const [field, foreignId] of [
      ['contact.assigned_id', 5],
      ['contact.groups', 7],
    ] as const) {
      const foreign = await send(ourToken, { phone: '14155550103', [field]: foreignId });
      const absent = await send(ourToken, { phone: '14155550103', [field]: 9 });
      expect(foreign.status).to.equal(422);
      // Both repeat the id that was asked for.
      const withoutId = (answer: Answer) => JSON.stringify(gist(answer)).replace(/ \d"/g, ' id"');
      expect(withoutId(foreign)).to.equal(withoutId(absent));
      expect((await send(theirToken, { phone: '14155550103', [field]: foreignId })).status).to.equal(200);
    }
  });

  it('count their contacts and messages each from 1', async () => {
    for (const token of [ourToken, theirToken])
      expect(sentData(await send(token, { phone: '14155550104' }))).to.deep.include({
        contact_id: 1,
        chat_id: 1,
        chat_message_id: 1,
      });
  });

  it('opt out apart', async () => {
    const { contact_id } = sentData(await send(theirToken, { phone: '14155550105' }));
    await sayWord(world.stores, theirs.id, contact_id as ContactId, { optedOut: true, at: world.stores.clock.now() });
    expect((await send(theirToken, { phone: '14155550105' })).status).to.equal(403);
    expect((await send(ourToken, { phone: '14155550105' })).status).to.equal(200);
  });

  it('use the same idempotency key apart', async () => {
    const key = { 'idempotency-key': 'the same' };
    const first = sentData(await send(ourToken, { phone: '14155550106' }, key));
    const other = await send(theirToken, { phone: '14155550107' }, key);
    expect(sentData(other).message_id).not.to.equal(first.message_id);
    expect(other.headers['idempotency-replayed']).to.equal(undefined);
  });

  it('serve the same picture under different addresses, each always the same', async () => {
    const url = async (token: string) => sentData(await send(token, { phone: '14155550108' })).media_url;
    const mine = await url(ourToken);
    expect(await url(ourToken)).to.equal(mine);
    expect(await url(theirToken)).not.to.equal(mine);
  });

  it('are limited apart', async () => {
    await orThrow(world.stores.accounts.change(ours.id, { limits: { apiCallsPerMinute: 1, contacts: 0 } }, Date.now()));
    expect((await send(ourToken, { phone: '14155550109' })).status).to.equal(403);
    expect((await send(ourToken, { phone: '14155550109' })).status).to.equal(429);
    expect((await send(theirToken, { phone: '14155550109' })).status).to.equal(200);
  });
});
