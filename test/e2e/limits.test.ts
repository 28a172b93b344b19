import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData } from '../support/send.js';

const LIMIT = 40;
const CALLS = LIMIT + 50;
const phones = Array.from({ length: CALLS }, (_, n) => `1415557${String(n).padStart(4, '0')}`);

describe('a limit that many callers run into at once', () => {
  let world: PostcardWorld;

  before(async () => {
    world = await startPostcard();
  });
  after(() => world.close());

  const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
  const sendAll = async ({ id }: Account, to: readonly string[]): Promise<Answer[]> => {
    const sender = { url: world.url, token: await world.newToken(id) };
    const bodies = await Promise.all(to.map((phone) => multipartBody({ phone, media_type: 'image' }, upload)));
    return Promise.all(bodies.map((body) => postMedia(sender, body)));
  };
  const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200);
  const refused = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 200);
  const receivedOf = async (answers: readonly Answer[], to: readonly string[]) => {
    const received = (await Promise.all([...new Set(to)].map((phone) => receivedBy(world.sandboxUrl, phone)))).flat();
    const sent = new Set(passed(answers).map((answer) => sentData(answer).message_id));
    return received.filter(({ wamid }) => sent.has(wamid)).length;
  };

  const expectFeature = (answers: readonly Answer[], feature: string): void => {
    expect(passed(answers)).to.have.length(LIMIT);
    expect(refused(answers)).to.have.length(CALLS - LIMIT);
    for (const answer of refused(answers)) {
      expect(answer.status).to.equal(403);
      expect(json(answer)['error']).to.deep.include({
        code: 'FEATURE_LIMIT_EXCEEDED',
        details: { feature, current: LIMIT, maximum: LIMIT },
      });
    }
  };

  it('lets exactly as many calls pass as the rate limit says', async () => {
    const account = await world.newAccount({ limits: { apiCallsPerMinute: LIMIT } });
    const to = phones.map(() => '14155558000');
    const answers = await sendAll(account, to);
    expect(passed(answers)).to.have.length(LIMIT);
    expect(refused(answers)).to.have.length(CALLS - LIMIT);
    for (const answer of refused(answers)) {
      expect(answer.status).to.equal(429);
      expect(errorCode(answer)).to.equal('RATE_LIMIT_EXCEEDED');
      expect(Number(answer.headers['retry-after'])).to.be.within(1, 60);
      expect(answer.headers).to.deep.include({ 'x-ratelimit-limit': String(LIMIT), 'x-ratelimit-remaining': '0' });
    }
    const left = passed(answers).map(({ headers }) => Number(headers['x-ratelimit-remaining']));
    expect(left.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: LIMIT }, (_, n) => n));
    expect(await receivedOf(answers, to)).to.equal(LIMIT);
  });

  it('makes exactly as many contacts as the contact limit says', async () => {
    const account = await world.newAccount({ limits: { contacts: LIMIT } });
    const answers = await sendAll(account, phones);
    expectFeature(answers, 'contacts');
    expect(await orThrow(world.stores.contacts.count(account.id))).to.equal(LIMIT);
    const ids = passed(answers).map((answer) => Number(sentData(answer).contact_id));
    expect(ids.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: LIMIT }, (_, n) => n + 1));
    expect(await receivedOf(answers, phones)).to.equal(LIMIT);
  });

  it('opens exactly as many conversations as the conversation limit says', async () => {
    const account = await world.newAccount({ limits: { conversations: LIMIT } });
    const answers = await sendAll(account, phones);
    expectFeature(answers, 'conversations');
    expect(await receivedOf(answers, phones)).to.equal(LIMIT);
    const { openedThisMonth } = await orThrow(
      world.stores.messages.standing(account.id, null, world.stores.clock.now()),
    );
    expect(openedThisMonth).to.equal(LIMIT);
  });

  it('goes on taking messages for conversations that are open', async () => {
    const account = await world.newAccount({ limits: { contacts: 1, conversations: 1 } });
    const answers = await sendAll(account, [...Array<string>(20).fill('14155558001'), '14155558002']);
    const known = answers.slice(0, 20);
    if (answers[20]?.status === 200) expect(passed(known)).to.deep.equal([]);
    else expect(refused(known)).to.deep.equal([]);
  });

  it('makes one contact of many first messages to the same phone', async () => {
    const account = await world.newAccount({ limits: { contacts: 1 } });
    const answers = await sendAll(account, Array<string>(60).fill('14155558003'));
    expect(new Set(answers.map((answer) => sentData(answer).contact_id))).to.deep.equal(new Set([1]));
    expect(new Set(answers.map((answer) => sentData(answer).chat_message_id)).size).to.equal(60);
    const contact = await orThrow(world.stores.contacts.byPhone(account.id, '14155558003' as PhoneNumber));
    expect(contact).to.have.nested.property('value.id', 1);
  });
});
