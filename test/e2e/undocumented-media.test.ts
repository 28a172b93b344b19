import { expect } from 'chai';
import sharp from 'sharp';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';
import { answerFaults } from '../support/openapi.js';
import { fixture } from '../support/fixture.js';
import { call, json } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { messageIn } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData, type Sender } from '../support/send.js';

const PHONE = '14155550199';

const post = async (sender: Sender, media_type: MediaType, path: string, more: Readonly<Record<string, string>> = {}) =>
  postMedia(
    sender,
    await multipartBody(
      { phone: PHONE, media_type },
      { name: path.split('/').pop() ?? '', bytes: new Uint8Array(fixture(path)) },
    ),
    more,
  );

const warningsOf = (answer: Awaited<ReturnType<typeof post>>): unknown =>
  (json(answer)['meta'] as { warnings?: unknown }).warnings;

describe('media that WhatsApp does not show, or that Meta does not document', () => {
  let world: PostcardWorld;
  let sender: Sender;

  before(async () => {
    // Meta's own rules: what it documents as not taken fails.
    world = await startPostcard({ environment: { SANDBOX_STRICT_MEDIA: 'true' }, statusDelayMs: 1 });
    sender = {
      url: world.url,
      token: await world.newToken((await world.newAccount()).id, ['messages:send', 'messages:read']),
    };
  });
  after(() => world.close());

  for (const [path, served] of [
    ['cases/depth-16.png', 'image/png'],
    ['codecs/cmyk.jpg', 'image/jpeg'],
    ['codecs/ycck.jpg', 'image/jpeg'],
    ['codecs/lossless.jpg', 'image/jpeg'],
    ['codecs/arithmetic.jpg', 'image/jpeg'],
  ] as const)
    it(`sends ${path} converted, by upload, and serves it as it came`, async () => {
      const answer = await post(sender, 'image', path);
      const data = sentData(answer);
      expect(answerFaults('POST', '/messages/media', answer)).to.deep.equal([]);
      expect(warningsOf(answer)).to.equal(undefined);

      const stored = await call(world.url, { method: 'GET', path: new URL(data.media_url).pathname });
      expect(stored.headers['content-type']).to.equal(served);
      expect(Buffer.from(stored.body).equals(fixture(path))).to.equal(true);

      const received = await receivedMedia(world.sandboxUrl, PHONE, data.message_id);
      expect(received).to.include({ type: 'image', mime: 'image/jpeg', link: null });
      const shown = await call(world.sandboxUrl, { method: 'GET', path: String(received.media) });
      expect(await sharp(shown.body).metadata()).to.include({ format: 'jpeg', depth: 'uchar', channels: 3 });

      await messageIn(sender, data.chat_message_id, 'read');
    });

  it('refuses a picture that cannot be converted, in words that fit it', async () => {
    const answer = await post(sender, 'image', 'codecs/12-bit.jpg');
    expect(answer.status).to.equal(422);
    expect(errorCode(answer)).to.equal('INVALID_MEDIA_TYPE');
    const { error } = json(answer) as { error: { message: string; details: unknown } };
    expect(error.details).to.deep.equal({ reason: 'not_convertible' });
    expect(error.message).to.contain('8 bits per channel');
    expect(error.message).not.to.contain('webp');
  });

  for (const [type, path, warning] of [
    ['video', 'cases/hevc.mp4', /^The video codec is HEVC \(hev1\), .+ H\.264\.$/],
    ['video', 'codecs/h264-ac3.mp4', /^The sound of the video is Dolby Digital \(ac-3\), /],
    ['audio', 'codecs/stereo.opus', /^The Opus sound has 2 channels, /],
  ] as const)
    it(`sends ${path} with a warning, in its replay too; WhatsApp fails it`, async () => {
      const key = { 'idempotency-key': path };
      const answer = await post(sender, type, path, key);
      const data = sentData(answer);
      const warnings = warningsOf(answer) as readonly string[];
      expect(answerFaults('POST', '/messages/media', answer)).to.deep.equal([]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(warning);

      const again = await post(sender, type, path, key);
      expect(again.headers['idempotency-replayed']).to.equal('true');
      expect(sentData(again).message_id).to.equal(data.message_id);
      expect(warningsOf(again)).to.deep.equal(warnings);

      const failed = await messageIn(sender, data.chat_message_id, 'failed');
      expect(failed.error?.whatsapp).to.include({ code: 131053, title: 'Media upload error' });
    });

  it('sends what Meta documents without a warning', async () => {
    const answer = await post(sender, 'video', 'codecs/h264-aac.mp4');
    expect(warningsOf(answer)).to.equal(undefined);
    await messageIn(sender, sentData(answer).chat_message_id, 'read');
  });
});
