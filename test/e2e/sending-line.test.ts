import { expect } from 'chai';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';

describe("an account's line", () => {
  let world: PostcardWorld;

  before(async () => {
    world = await startPostcard();
  });
  after(() => world.close());

  it('has room for 200 callers at once: none is sent away', async () => {
    const token = await world.newToken((await world.newAccount()).id);
    const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
    const bodies = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        multipartBody({ phone: `1415559${2000 + n}`, media_type: 'image' }, upload),
      ),
    );
    const answers = await Promise.all(bodies.map((body) => postMedia({ url: world.url, token }, body)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array<number>(200).fill(200));
  });
});
