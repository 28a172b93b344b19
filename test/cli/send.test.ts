import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postcard, postcardFed, postcardJson } from '../support/cli.js';
import { file, type Origin, startOrigin } from '../support/origin.js';
import { bufferOfSize } from '../support/sample-of-size.js';
import { sample } from '../support/samples.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { ANSWER_FIELDS, type SentData } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('postcard send', () => {
  let folder: TempDir;
  let origin: Origin;
  let service: WatchedService;
  let settings: Record<string, string>;

  before(async () => {
    folder = await makeTempDir();
    origin = await startOrigin({ '/cat.jpg': file(sample('jpg')) });
    service = await startWatched(configOf({ DATA_DIR: folder.path, FETCH_ALLOWED_HOSTS: origin.host }));
    settings = { DATA_DIR: folder.path, PORT: new URL(service.restUrl).port };
  });
  after(async () => {
    await service.stop();
    await origin.close();
    await folder.remove();
  });

  const pathOf = async (name: string, bytes: Uint8Array): Promise<string> => {
    const path = join(folder.path, name);
    await writeFile(path, bytes);
    return path;
  };
  const to = (phone: string, type: string) => ['send', '--phone', phone, '--type', type];
  const received = ({ phone, message_id }: SentData) =>
    receivedMedia(String(service.sandboxUrl), String(phone), message_id);

  it("sends a file through this machine's server with the demo token, and shows how far it is", async () => {
    const path = await pathOf('a "report" & more.pdf', bufferOfSize('pdf', 3_000_000));
    const words = [...to('+14155550123', 'document'), '--file', path, '--caption', 'Größe'];
    const { code, stdout, stderr } = await postcard(settings, '--json', ...words);
    expect(code, stderr).to.equal(0);
    const data = JSON.parse(stdout) as SentData;
    expect(Object.keys(data)).to.deep.equal([...ANSWER_FIELDS]);
    expect(data).to.deep.include({ phone: '14155550123', media_type: 'document', caption: 'Größe', status: 'sent' });
    // The bar is for a terminal.
    expect(stderr).to.equal('');
    expect(await received(data)).to.deep.include({ caption: 'Größe', mime: 'application/pdf' });
  });

  it('sends to a person without a number', async () => {
    const path = await pathOf('cat.jpg', sample('jpg'));
    const words = ['send', '--user-id', 'US.13491208655302741918', '--type', 'image', '--file', path];
    const data = (await postcardJson(settings, ...words)) as SentData & { readonly user_id: unknown };
    expect(data).to.include({ phone: null, user_id: 'US.13491208655302741918', status: 'sent' });
    expect(await receivedMedia(String(service.sandboxUrl), 'US.13491208655302741918', data.message_id)).to.include({
      mime: 'image/jpeg',
    });
  });

  it('sends what a URL names, to the server and with the token that it is told', async () => {
    const other = { DATA_DIR: join(folder.path, 'nothing') };
    const data = (await postcardJson(
      other,
      ...to('+14155550124', 'image'),
      ...['--media-url', `${origin.url}/cat.jpg`, '--to-url', `${service.restUrl}/`],
      ...['--token', String(service.demoToken), '--idempotency-key', 'once'],
    )) as SentData;
    expect(await received(data)).to.deep.include({ mime: 'image/jpeg' });
  });

  it('says what the server says of a message that it refuses', async () => {
    const path = await pathOf('program.jpg', Buffer.from('MZ'));
    const { code, stdout, stderr } = await postcard(settings, ...to('+14155550125', 'image'), '--file', path);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.contain('422 INVALID_MEDIA_TYPE').and.to.contain('content_mismatch');
  });

  it('says that a server cannot be reached, a file is not there, or a token is missing', async () => {
    const path = await pathOf('cat.jpg', sample('jpg'));
    const away = ['--to-url', 'http://127.0.0.1:9', '--token', 'x'];
    const failures = await Promise.all([
      postcard(settings, ...to('+14155550126', 'image'), '--file', path, ...away),
      postcard(settings, ...to('+14155550126', 'image'), '--file', `${path}.gone`),
      postcard(settings, ...to('+14155550126', 'image'), '--file', path, '--to-url', 'http://127.0.0.1:9'),
    ]);
    expect(failures.map(({ code }) => code)).to.deep.equal([1, 1, 2]);
    const [unreachable, missing, tokenless] = failures.map(({ stderr }) => stderr);
    expect(unreachable).to.contain('could not be reached (ECONNREFUSED)');
    expect(missing).to.contain('There is no file');
    expect(tokenless).to.contain('--token').and.contain('POSTCARD_TOKEN');
  });

  it('takes the token from an option, else from POSTCARD_TOKEN or its file, else that of the demo', async () => {
    const path = await pathOf('cat.jpg', sample('jpg'));
    const file = await pathOf('token', Buffer.from(`${String(service.demoToken)}\n`));
    const send = (more: Record<string, string>, ...words: string[]) =>
      postcardFed(
        { ...settings, ...more },
        String(service.demoToken),
        ...to('+14155550127', 'image'),
        '--file',
        path,
        ...words,
      );
    const wrong = `pc_${'x'.repeat(43)}`;
    const right = [
      send({ POSTCARD_TOKEN: wrong }, '--token', `@${file}`),
      send({ POSTCARD_TOKEN: wrong }, '--token', '-'),
      send({ POSTCARD_TOKEN_FILE: file }, '--to-url', service.restUrl),
      send({ POSTCARD_TOKEN: String(service.demoToken) }, '--to-url', service.restUrl),
    ];
    for (const { code, stderr } of await Promise.all(right)) expect(code, stderr).to.equal(0);
    const refused = await Promise.all([
      send({ POSTCARD_TOKEN: wrong }),
      send({ POSTCARD_TOKEN: wrong, POSTCARD_TOKEN_FILE: file }),
      send({ POSTCARD_TOKEN: `Bearer ${wrong}` }),
      send({}, '--token', `Bearer ${wrong}`),
    ]);
    expect(refused.map(({ code }) => code)).to.deep.equal([1, 78, 78, 2]);
    for (const { stderr } of refused) expect(stderr).not.to.contain(wrong);
    expect(refused.map(({ stderr }) => stderr)[1]).to.contain('POSTCARD_TOKEN is set too');
  });
});
