import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import {
  type Extension,
  limitOf,
  mediaRules,
  type MediaType,
  mediaTypes,
} from '../../src/domain/model/media/media-rules.js';
import { call } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { streamUpload } from '../support/stream-upload.js';

const extensionOf: Readonly<Record<MediaType, Extension>> = {
  image: 'png',
  document: 'pdf',
  video: 'mp4',
  audio: 'mp3',
};

describe('a file', () => {
  let world: PostcardWorld;
  let token: string;

  before(async () => {
    world = await startPostcard();
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  for (const type of mediaTypes) {
    const limit = limitOf(type);
    const upload = (sizeBytes: number) =>
      streamUpload({ url: world.url, token }, { type, extension: extensionOf[type], sizeBytes });

    it(`of exactly the limit passes as ${type}, and is served whole`, async () => {
      const { status, body } = await upload(limit);
      expect(status, JSON.stringify(body)).to.equal(200);
      const { pathname } = new URL((body['data'] as { media_url: string }).media_url);
      const served = await call(world.url, { method: 'HEAD', path: pathname });
      expect(served.headers['content-length']).to.equal(String(limit));
    });

    it(`of one byte more is refused as ${type}, and nothing of it is left`, async () => {
      const { status, body } = await upload(limit + 1);
      expect(status).to.equal(422);
      const sentence = `File size exceeds limit for ${type}. Max allowed is ${mediaRules[type].limitMegabytes} MB`;
      expect(body).to.deep.include({ success: false, status: 'error', message: sentence });
      expect(body['error']).to.deep.include({ code: 'VALIDATION_ERROR', details: { media_file: [sentence] } });
      expect(await readdir(`${world.dataDir}/media/staging`)).to.deep.equal([]);
    });
  }
});
