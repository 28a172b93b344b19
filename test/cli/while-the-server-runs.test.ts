import { expect } from 'chai';
import { postcardJson } from '../support/cli.js';
import { type Answer } from '../support/openapi.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

describe('the command line beside a running server', () => {
  let folder: TempDir;
  let service: WatchedService;

  before(async () => {
    folder = await makeTempDir();
    service = await startWatched(configOf({ DATA_DIR: folder.path }));
  });
  after(async () => {
    await service.stop();
    await folder.remove();
  });

  const json = (...words: string[]) =>
    postcardJson({ DATA_DIR: folder.path }, ...words) as Promise<Record<string, string>>;
  const send = async (token: string): Promise<Answer> => {
    const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
    return postMedia(
      { url: service.restUrl, token },
      await multipartBody({ phone: '14155550123', media_type: 'image' }, upload),
    );
  };

  it('makes a token that works at once, opts a contact out at once, and revokes the token soon', async () => {
    const made = await json('token', 'create', '--account', '1', '--name', 'ci', '--scope', 'messages:send');
    const token = String(made['token']);
    expect((await send(token)).status).to.equal(200);

    await json('contact', 'opt-out', '1', '--account', '1');
    expect((await send(token)).status).to.equal(403);
    await json('contact', 'opt-in', '1', '--account', '1');
    expect((await send(token)).status).to.equal(200);

    await json('token', 'revoke', String(made['token_id']));
    await until('the token to be refused', async () => ((await send(token)).status === 401 ? true : undefined));
  });
});
