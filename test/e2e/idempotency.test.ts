import { expect } from 'chai';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { file } from '../support/origin.js';
import { type Body, jsonBody, multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData } from '../support/send.js';

describe('an idempotency key', () => {
  let world: FetchingWorld;
  let fetched = 0;
  let token: string;

  before(async () => {
    world = await startFetchingPostcard({
      '/cat.jpg': (response) => {
        fetched += 1;
        file(sample('jpg'))(response);
      },
    });
  });
  beforeEach(async () => {
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
  const withFile = (phone: string, more: object = {}) => multipartBody({ phone, media_type: 'image', ...more }, upload);
  const post = (body: Body, key: string) => postMedia({ url: world.url, token }, body, { 'idempotency-key': key });

  /** Twenty at once: one sends; the others get its answer, or are told that it is under way. */
  const expectOneMessage = async (answers: readonly Answer[], phone: string): Promise<void> => {
    const sent = answers.filter(({ status }) => status === 200);
    const first = sent.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    expect(first).to.have.length(1);
    for (const answer of sent) expect(sentData(answer)).to.deep.equal(sentData(first[0] as Answer));
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer.status).to.equal(409);
      expect(errorCode(answer)).to.equal('IDEMPOTENCY_CONFLICT');
      expect(Number(answer.headers['retry-after'])).to.be.greaterThan(0);
    }
    expect(await receivedBy(world.sandboxUrl, phone)).to.have.length(1);
  };

  for (const phone of ['14155553001', '14155999008'])
    it(`that twenty requests bring at once sends one message to ${phone}`, async () => {
      const body = await withFile(phone);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, 'twenty')));
      await expectOneMessage(answers, phone);
      const later = await post(body, 'twenty');
      expect(later.headers['idempotency-replayed']).to.equal('true');
      await expectOneMessage([...answers, later], phone);
    });

  it('gives the first answer with a meta of its own', async () => {
    const body = await withFile('14155553002', { caption: 'Hi' });
    const [first, second] = [await post(body, 'again'), await post(body, 'again')];
    const { meta: firstMeta, ...firstRest } = json(first);
    const { meta: secondMeta, ...secondRest } = json(second);
    expect(secondRest).to.deep.equal(firstRest);
    expect(secondMeta)
      .to.have.property('request_id')
      .not.equal((firstMeta as { request_id: string }).request_id);
  });

  it('does not fetch a URL again', async () => {
    const body = jsonBody({ phone: '14155553003', media_type: 'image', media_url: `${world.origin.url}/cat.jpg` });
    const before = fetched;
    const first = sentData(await post(body, 'url'));
    expect(sentData(await post(body, 'url'))).to.deep.equal(first);
    expect(fetched).to.equal(before + 1);
  });

  it('belongs to one request: another caption, file or recipient is a mismatch', async () => {
    await post(await withFile('14155553004'), 'mine');
    const others = [
      await withFile('14155553004', { caption: 'another' }),
      await withFile('14155553005'),
      await multipartBody(
        { phone: '14155553004', media_type: 'image' },
        { name: 'cat.png', bytes: new Uint8Array(sample('jpg')) },
      ),
    ];
    for (const other of others) {
      const answer = await post(other, 'mine');
      expect(answer.status).to.equal(422);
      expect(errorCode(answer)).to.equal('IDEMPOTENCY_MISMATCH');
    }
    expect(await receivedBy(world.sandboxUrl, '14155553005')).to.deep.equal([]);
  });

  it('is free for the same request, written in another way', async () => {
    const first = sentData(await post(await withFile('+1 (415) 555-3006', { caption: ' Hi ', unknown: 'x' }), 'same'));
    const second = await post(await withFile('14155553006', { caption: 'Hi', filename: '' }), 'same');
    expect(sentData(second)).to.deep.equal(first);
    expect(second.headers['idempotency-replayed']).to.equal('true');
  });

  it('is not used up by a request that is refused', async () => {
    expect((await post(await withFile('nonsense'), 'mended')).status).to.equal(422);
    const sent = await post(await withFile('14155553007'), 'mended');
    expect(sentData(sent).status).to.equal('sent');
    expect(sent.headers['idempotency-replayed']).to.equal(undefined);
  });

  it('keeps the answer of a message whose outcome is not known', async () => {
    const body = await withFile('14155999003');
    const [first, second] = [await post(body, 'unknown'), await post(body, 'unknown')];
    expect(first.status).to.equal(500);
    expect(json(second)['error']).to.deep.equal(json(first)['error']);
    expect(second.headers['idempotency-replayed']).to.equal('true');
    expect(await receivedBy(world.sandboxUrl, '14155999003')).to.have.length(1);
  });
});
