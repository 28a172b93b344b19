import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { type Account } from '../../src/domain/model/account/account.js';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';
import { connect, type GrpcOutcome, send } from '../support/grpc-client.js';
import { json } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { jsonBody, multipartBody, urlencodedBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { postMedia, sentData } from '../support/send.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Nothing of this machine may be fetched: whatever is sent here was taken from the store. */
describe('a media_url that an earlier answer gave', () => {
  let world: PostcardWorld;
  let account: Account;
  let token: string;
  let recipients = 14_155_550_200;

  before(async () => {
    world = await startPostcard();
    account = await world.newAccount();
    token = await world.newToken(account.id);
  });
  after(() => world.close());

  const nextPhone = (): string => String((recipients += 1));
  const upload = async (extension: 'jpg' | 'webp' | 'pdf' | 'csv' | 'mp3', type: MediaType): Promise<string> => {
    const file = { name: `holiday.${extension}`, bytes: new Uint8Array(sample(extension)) };
    const body = await multipartBody({ phone: nextPhone(), media_type: type }, file);
    return sentData(await postMedia({ url: world.url, token }, body)).media_url;
  };
  const sendUrl = (fields: Readonly<Record<string, unknown>>, as = token): Promise<Answer> =>
    postMedia({ url: world.url, token: as }, jsonBody({ phone: nextPhone(), ...fields }));
  const sendOverGrpc = (metadata: Readonly<Record<string, unknown>>, as = token): Promise<GrpcOutcome> => {
    const client = connect(world.grpc);
    return send(client, [{ metadata: { phone: nextPhone(), ...metadata } }], { token: as }).finally(() =>
      client.close(),
    );
  };
  const filesOf = async (): Promise<number> =>
    (await Promise.all((await readdir(`${world.dataDir}/media`)).map((name) => filesIn(name)))).flat().length;
  const filesIn = (name: string): Promise<string[]> => readdir(`${world.dataDir}/media/${name}`).catch(() => []);
  const fileOf = (url: string): string => {
    const id = url.split('/').at(-2) ?? '';
    return `${world.dataDir}/media/${id.charAt(0)}/${id}`;
  };

  for (const [extension, type] of [
    ['jpg', 'image'],
    ['pdf', 'document'],
    ['csv', 'document'],
    ['mp3', 'audio'],
  ] as const)
    it(`is sent from the store, by both doors: ${extension}`, async () => {
      const url = await upload(extension, type);
      const before = await filesOf();
      const phone = nextPhone();
      const rest = sentData(await sendUrl({ phone, media_type: type, media_url: url }));
      expect(rest).to.include({ phone, media_type: type, media_url: url });
      expect((await receivedMedia(world.sandboxUrl, phone, rest.message_id)).sha256).to.equal(
        sha256(sample(extension)),
      );
      const other = nextPhone();
      const media_type = `MEDIA_TYPE_${type.toUpperCase()}`;
      const { response } = await sendOverGrpc({ phone: other, media_type, media_url: url });
      expect(response).to.include({ phone: other, media_url: url });
      expect((await receivedMedia(world.sandboxUrl, other, response?.message_id ?? '')).sha256).to.equal(
        sha256(sample(extension)),
      );
      expect(await filesOf()).to.equal(before);
    });

  it('is sent from forms too, however the URL is written', async () => {
    const url = await upload('jpg', 'image');
    const { port } = new URL(url);
    const id = url.split('/').at(-2) ?? '';
    for (const media_url of [`HTTP://127.1:${port}/x/../media/${id}/%68oliday.jpg?v=2#top`, url.toString()]) {
      const fields = { phone: nextPhone(), media_type: 'image', media_url };
      for (const body of [urlencodedBody(fields), await multipartBody(fields)])
        expect(sentData(await postMedia({ url: world.url, token }, body)).media_url).to.equal(url);
    }
  });

  it('may end in another name: a document is sent under it', async () => {
    const url = await upload('pdf', 'document');
    const renamed = url.replace('holiday.pdf', 'Stra%C3%9Fe.pdf');
    const phone = nextPhone();
    const sent = sentData(await sendUrl({ phone, media_type: 'document', media_url: renamed }));
    expect(sent.media_url).to.equal(renamed);
    expect((await receivedMedia(world.sandboxUrl, phone, sent.message_id)).name).to.equal('Straße.pdf');
  });

  it('is converted once more where it was converted: the store has the original', async () => {
    const url = await upload('webp', 'image');
    const phone = nextPhone();
    const sent = sentData(await sendUrl({ phone, media_type: 'image', media_url: url }));
    expect(sent.media_url).to.equal(url);
    const got = await receivedMedia(world.sandboxUrl, phone, sent.message_id);
    expect(got.mime).to.be.oneOf(['image/jpeg', 'image/png']);
    expect(got.media_id).not.to.equal(null);
  });

  it('is refused as a file of another type is, by its name and by its bytes', async () => {
    const url = await upload('pdf', 'document');
    const byName = await sendUrl({ media_type: 'image', media_url: url });
    expect(byName.status).to.equal(422);
    expect(json(byName)).to.include({
      status: 'error',
      message: 'Invalid file extension for image. Allowed: jpg, jpeg, png, webp',
    });
    const byBytes = await sendUrl({ media_type: 'image', media_url: url.replace('.pdf', '.jpg') });
    expect(json(byBytes)['error']).to.deep.include({
      code: 'INVALID_MEDIA_TYPE',
      details: { reason: 'content_mismatch', detected: 'pdf' },
    });
    const { reason, violations } = await sendOverGrpc({ media_type: 'MEDIA_TYPE_IMAGE', media_url: url });
    expect(reason).to.equal('VALIDATION_ERROR');
    expect(violations).to.have.all.keys('media_url');
  });

  it('is answered alike for a file of another account, one that is gone, one that never was, and a damaged one', async () => {
    const theirs = await upload('jpg', 'image');
    const stranger = await world.newToken((await world.newAccount()).id);
    const mine = sentData(
      await postMedia(
        { url: world.url, token: stranger },
        await multipartBody(
          { phone: nextPhone(), media_type: 'image' },
          { name: 'a.png', bytes: new Uint8Array(sample('png')) },
        ),
      ),
    ).media_url;
    await unlink(fileOf(mine));
    const never = theirs.replace(/media\/.{43}/, `media/${'n'.repeat(43)}`);
    const answers: unknown[] = [];
    for (const media_url of [theirs, mine, never]) {
      const rest = await sendUrl({ media_type: 'image', media_url }, stranger);
      const { code, reason, message, info } = await sendOverGrpc(
        { media_type: 'MEDIA_TYPE_IMAGE', media_url },
        stranger,
      );
      answers.push({ status: rest.status, error: json(rest)['error'], code, reason, message, info });
    }
    await mkdir(fileOf(mine));
    const broken = await sendUrl({ media_type: 'image', media_url: mine }, stranger);
    expect(json(broken)['error']).to.deep.equal((answers[0] as { readonly error: unknown }).error);
    expect(answers[1]).to.deep.equal(answers[0]);
    expect(answers[2]).to.deep.equal(answers[0]);
    expect(answers[0]).to.deep.include({
      status: 422,
      error: {
        code: 'INVALID_MEDIA_TYPE',
        message: 'The media_url did not answer with status 200; check it, or upload the file.',
        details: { reason: 'http_status' },
      },
    });
    expect(sentData(await sendUrl({ media_type: 'image', media_url: theirs })).media_url).to.equal(theirs);
  });

  it('is fetched as any other URL where it is not one of ours', async () => {
    const url = await upload('jpg', 'image');
    for (const media_url of [url.replace('127.0.0.1', 'localhost'), `${world.url}/media/short/holiday.jpg`]) {
      const answer = await sendUrl({ media_type: 'image', media_url });
      expect(json(answer)['error']).to.deep.include({ details: { reason: 'unreachable' } });
    }
  });

  it('is replayed by its key, and another text of the same URL is another request', async () => {
    const url = await upload('jpg', 'image');
    const fields = { phone: nextPhone(), media_type: 'image', media_url: url };
    const once = (media_url: string): Promise<Answer> =>
      postMedia({ url: world.url, token }, jsonBody({ ...fields, media_url }), { 'idempotency-key': 'own-media' });
    const first = sentData(await once(url));
    expect(sentData(await once(url))).to.deep.equal(first);
    expect(json(await once(`${url}?`))['error']).to.include({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('may be sent by many at once', async () => {
    const url = await upload('pdf', 'document');
    const before = await filesOf();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => sendUrl({ media_type: 'document', media_url: url })),
    );
    for (const answer of answers) expect(sentData(answer).media_url).to.equal(url);
    expect(await filesOf()).to.equal(before);
  });
});
