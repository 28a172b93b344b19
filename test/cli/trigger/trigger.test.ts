import { expect } from 'chai';
import { eventTypes } from '../../../src/domain/model/event/event-type.js';
import { postcard } from '../../support/cli.js';
import { asker, type Told } from '../../support/ask-contacts.js';
import { configOf, startWatched, type WatchedService } from '../../support/service.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';
import { postcardHere, postcardJsonHere } from '../in-process.js';

interface Told1 {
  readonly id: string;
  readonly type: string;
  readonly account_id: number;
  readonly data: Readonly<Record<string, unknown>>;
}

describe('postcard trigger', () => {
  let folder: TempDir;
  let service: WatchedService;
  let settings: Record<string, string>;
  let ask: (method: string, path: string) => Promise<Told>;

  before(async () => {
    folder = await makeTempDir();
    service = await startWatched(configOf({ DATA_DIR: folder.path }));
    const [port, sandboxPort] = [service.restUrl, String(service.sandboxUrl)].map((url) => new URL(url).port);
    settings = { DATA_DIR: folder.path, PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
    ask = asker(service.restUrl, String(service.demoToken));
  });
  after(async () => {
    await service.stop();
    await folder.remove();
  });

  const trigger = async (...words: string[]): Promise<Told1> =>
    (await postcardJsonHere(settings, 'trigger', ...words)) as Told1;

  const sends = async (): Promise<number> =>
    ((await ask('GET', '/messages?limit=100')).data as unknown as { readonly messages: unknown[] }).messages.length;

  for (const type of eventTypes)
    it(`brings about ${type}, and prints it`, async () => {
      const event = await trigger(type);
      expect(event).to.have.all.keys('id', 'type', 'timestamp', 'account_id', 'data').and.to.include({ type });
      expect(event.id).to.match(/^evt_/);
      const [group, state] = type.split('.');
      if (group === 'message')
        expect(event.data).to.include({ status: state, media_type: state === 'played' ? 'audio' : 'image' });
    });

  it('fails with the code that it is told', async () => {
    expect((await trigger('message.failed')).data).to.have.nested.property('error.whatsapp.code', 131026);
    for (const code of [131047, 190, 33]) {
      const { data } = await trigger('message.failed', '--code', String(code));
      expect(data).to.have.nested.property('error.whatsapp.code', code);
    }
  });

  it('tells of a new problem of the token each time', async () => {
    const ids = [await trigger('account.attention'), await trigger('account.attention')].map(({ id }) => id);
    expect(new Set(ids).size).to.equal(2);
  });

  it('prints a line to read without --json', async () => {
    const { code, stdout } = await postcard(settings, 'trigger', 'message.sent');
    expect(code).to.equal(0);
    expect(stdout).to.match(/^\S+ {2}message\.sent +chat_message_id=\d+ {2}contact_id=\d+ {2}sent\n$/);
  });

  it('sends nothing where it is used wrongly', async () => {
    const before = await sends();
    const wrong = [
      [],
      ['message.gone'],
      ['message.failed', '--code', '7'],
      ['message.failed', '--code', 'x'],
      ['message.sent', '--code', '131047'],
    ];
    for (const words of wrong)
      expect((await postcardHere(settings, 'trigger', ...words)).code, words.join(' ')).to.equal(2);
    expect(await sends()).to.equal(before);
  });

  it('sends nothing outside sandbox mode, whatever the settings of the shell say', async () => {
    const elsewhere = await makeTempDir();
    const live = await startWatched(
      configOf({ DATA_DIR: elsewhere.path, WHATSAPP_API_URL: service.sandboxUrl ?? '', WHATSAPP_MEDIA_MODE: 'link' }),
    );
    const before = await sends();
    const outside: readonly (readonly [Record<string, string>, string[], RegExp])[] = [
      [{ ...settings, WHATSAPP_API_URL: 'https://graph.facebook.com' }, [], /sandbox mode only/],
      [settings, ['--to-url', live.restUrl, '--token', String(service.demoToken)], /no server in sandbox mode/],
      [{ ...settings, DATA_DIR: elsewhere.path }, ['--token', 'x'], /No server has run in sandbox mode/],
      [{ ...settings, PORT: '9' }, [], /could not be reached/],
    ];
    for (const [environment, words, why] of outside) {
      const { code, stdout, stderr } = await postcardHere(environment, 'trigger', 'message.sent', ...words);
      expect({ code, stdout }, stderr).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.match(why);
    }
    expect(await sends()).to.equal(before);
    await live.stop();
    await elsewhere.remove();
  });

  it('sends nothing where the token may not read events, and says what the server says', async () => {
    const before = await sends();
    const made = (await postcardJsonHere(
      ...([settings, 'token', 'create', '--account', '1', '--name', 'x', '--scope', 'messages:send'] as const),
    )) as { readonly token: string };
    const { code, stdout, stderr } = await postcardHere(
      ...([settings, '--json', 'trigger', 'message.sent', '--token', made.token] as const),
    );
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'INSUFFICIENT_SCOPE');
    expect(stderr).to.contain('403 INSUFFICIENT_SCOPE');
    expect(await sends()).to.equal(before);
  });
});
