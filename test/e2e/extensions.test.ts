import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { type Extension, type MediaType } from '../../src/domain/model/media/media-rules.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { answerFaults } from '../support/openapi.js';
import { call } from '../support/http-client.js';
import { file } from '../support/origin.js';
import { jsonBody, multipartBody, urlencodedBody } from '../support/request-bodies.js';
import { extensions, sample } from '../support/samples.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { ANSWER_FIELDS, postMedia, sentData } from '../support/send.js';

/** What each extension is sent as, what it is served as, and what a recipient gets: the table of the contract. */
const expected: Readonly<Record<Extension, readonly [type: MediaType, served: string, received?: string]>> = {
  jpg: ['image', 'image/jpeg'],
  jpeg: ['image', 'image/jpeg'],
  png: ['image', 'image/png'],
  webp: ['image', 'image/webp', 'image/jpeg'],
  pdf: ['document', 'application/pdf'],
  doc: ['document', 'application/msword'],
  docx: ['document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  xls: ['document', 'application/vnd.ms-excel'],
  xlsx: ['document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ppt: ['document', 'application/vnd.ms-powerpoint'],
  pptx: ['document', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  txt: ['document', 'text/plain'],
  csv: ['document', 'text/plain'],
  mp4: ['video', 'video/mp4'],
  '3gp': ['video', 'video/3gpp'],
  mp3: ['audio', 'audio/mpeg'],
  ogg: ['audio', 'audio/ogg; codecs=opus'],
  opus: ['audio', 'audio/ogg; codecs=opus'],
  amr: ['audio', 'audio/amr'],
  aac: ['audio', 'audio/aac'],
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a real file of every type', () => {
  let world: FetchingWorld;
  let token: string;
  /** One recipient a message, so that the sandbox's list can be asked for it. */
  let recipients = 0;
  const nextPhone = (): string => `1415556${String((recipients += 1)).padStart(4, '0')}`;

  before(async () => {
    world = await startFetchingPostcard(
      Object.fromEntries(extensions.map((extension) => [`/files/it.${extension}`, file(sample(extension))])),
    );
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  for (const extension of extensions) {
    const [type, served, received = served] = expected[extension];
    const caption = type === 'audio' ? null : `Café, ${extension}`;
    const name = type === 'document' ? `it.${extension}` : null;
    const isSentAsItIs = received === served;

    const expectSent = async (
      fields: Readonly<Record<string, string>>,
      answer: Awaited<ReturnType<typeof postMedia>>,
    ) => {
      const data = sentData(answer);
      expect(answerFaults('POST', '/messages/media', answer)).to.deep.equal([]);
      expect(Object.keys(data)).to.deep.equal([...ANSWER_FIELDS]);
      expect(data).to.deep.include({
        phone: fields['phone'],
        media_type: type,
        caption,
        filename: null,
        status: 'sent',
      });
      expect(data.contact_id).to.equal(data.chat_id);
      expect(new URL(data.media_url).origin).to.equal(world.url);

      const stored = await call(world.url, { method: 'GET', path: new URL(data.media_url).pathname });
      expect(stored.status).to.equal(200);
      expect(sha256(stored.body)).to.equal(sha256(sample(extension)));
      const disposition = type === 'document' ? 'attachment' : 'inline';
      expect(stored.headers).to.deep.include({
        'content-type': served,
        'content-length': String(sample(extension).length),
        'content-disposition': `${disposition}; filename="it.${extension}"`,
        'cache-control': 'public, max-age=86400, immutable',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(stored.headers['etag']).to.match(/^"[^"]+"$/);

      const message = await receivedMedia(world.sandboxUrl, String(fields['phone']), data.message_id);
      expect(message).to.deep.include({ type, mime: received, caption, name });
      expect(message.link === null, 'by upload').to.equal(!isSentAsItIs);
      if (isSentAsItIs) expect(message.sha256).to.equal(sha256(sample(extension)));
      const shown = await call(world.sandboxUrl, { method: 'GET', path: String(message.media) });
      expect(sha256(shown.body)).to.equal(message.sha256);
    };

    it(`goes out as ${extension}, uploaded`, async () => {
      const fields = { phone: nextPhone(), media_type: type, caption: `Café, ${extension}` };
      const upload = { name: `it.${extension}`, bytes: new Uint8Array(sample(extension)) };
      await expectSent(fields, await postMedia({ url: world.url, token }, await multipartBody(fields, upload)));
    });

    for (const [how, bodyOf] of [
      ['JSON', jsonBody],
      ['an urlencoded form', urlencodedBody],
    ] as const)
      it(`goes out as ${extension}, named by its URL in ${how}`, async () => {
        const media_url = `${world.origin.url}/files/it.${extension}`;
        const fields = { phone: nextPhone(), media_type: type, caption: `Café, ${extension}`, media_url };
        await expectSent(fields, await postMedia({ url: world.url, token }, bodyOf(fields)));
      });
  }
});
