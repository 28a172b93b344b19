import { expect } from 'chai';
import { signedWebhook } from '../../src/sandbox/world/webhooks/webhook-body.js';
import { postcardJson } from '../support/cli.js';
import { call } from '../support/http-client.js';
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

  it('sets ids, a verify token and an app secret that count at once, and takes the old ones away', async () => {
    const made = await json('account', 'create', '--name', 'Acme');
    const id = String(made['account_id']);
    const set = (...words: string[]) => json('account', 'set', id, ...words);
    const handshake = async (token: string): Promise<number> => {
      const query = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${token}`;
      return (await call(service.restUrl, { method: 'GET', path: `/webhooks/whatsapp?${query}` })).status;
    };
    const notify = async (phoneNumberId: string, appSecret: string): Promise<number> => {
      const value = { metadata: { phone_number_id: phoneNumberId } };
      const { body, headers } = signedWebhook('1', [{ field: 'messages', value }], appSecret);
      return (await call(service.restUrl, { method: 'POST', path: '/webhooks/whatsapp', headers, body })).status;
    };
    await set('--verify-token', 'old', '--phone-number-id', '71', '--app-secret', 'first-secret');
    expect([await handshake('old'), await handshake('new')]).to.deep.equal([200, 401]);
    expect([await notify('71', 'first-secret'), await notify('71', 'second-secret')]).to.deep.equal([200, 401]);
    await set('--verify-token', 'new', '--phone-number-id', '72', '--app-secret', 'second-secret');
    expect([await handshake('old'), await handshake('new')]).to.deep.equal([401, 200]);
    expect(await notify('72', 'second-secret')).to.equal(200);
    // The server keeps app secrets in memory for some seconds.
    await until('the old app secret to be refused', async () => (await notify('72', 'first-secret')) === 401);
  });

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
