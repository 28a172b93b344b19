import { expect } from 'chai';
import { call } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { postMedia, sentData } from '../support/send.js';

describe('a document named like a hidden file', () => {
  let world: PostcardWorld;
  let token: string;
  before(async () => {
    world = await startPostcard();
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  for (const [uploaded, shown] of [
    ['.csv', null],
    ['..csv', null],
    ['.list.csv', null],
    ['list.csv', '.list'],
    ['list.csv', '...'],
  ] as const)
    it(`is served where its media URL says, uploaded as ${uploaded}, to be shown as ${shown ?? 'that'}`, async () => {
      const fields = { phone: '14155550123', media_type: 'document', ...(shown === null ? {} : { filename: shown }) };
      const upload = { name: uploaded, bytes: new TextEncoder().encode('a,b\n1,2\n') };
      const data = sentData(await postMedia({ url: world.url, token }, await multipartBody(fields, upload)));
      const served = await call(world.url, { method: 'GET', path: new URL(data.media_url).pathname });
      expect(served.status).to.equal(200);
      expect(served.body.toString()).to.equal('a,b\n1,2\n');
    });
});
