import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { call } from '../support/http-client.js';
import { type Ended, killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { postMedia, type SentData } from '../support/send.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

describe('a first start without settings', () => {
  let folder: TempDir;
  let printed: string;
  let urls: { rest: string; sandbox: string };
  let ended: Promise<Ended>;
  let stop: () => void;

  before(async () => {
    folder = await makeTempDir();
    const postcard = startProcess({ DATA_DIR: folder.path });
    const { rest, sandbox } = await untilListening(postcard);
    urls = { rest, sandbox: sandbox ?? '' };
    printed = await until('what it prints', () => {
      const { stdout } = postcard.said();
      return stdout.includes('curl ') && stdout.endsWith('\n\n') ? stdout : undefined;
    });
    ended = postcard.ended;
    stop = () => postcard.signal('SIGTERM');
  });
  after(async () => {
    await killProcesses();
    await folder.remove();
  });

  const token = () => /The demo token is (pc_[A-Za-z0-9_-]{43})\n/.exec(printed)?.[1] ?? '';
  const modeOf = async (name: string) => (await stat(`${folder.path}/${name}`)).mode & 0o777;

  it('prints where it listens', () => {
    expect(printed).to.contain(urls.rest).and.to.contain(urls.sandbox);
  });

  it('prints a curl line that works as it is, and whose picture the recipient gets', async function () {
    const hasCurl = await run('curl', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasCurl) this.skip();
    const line = printed.slice(printed.indexOf('  curl ')).trim();
    const { stdout } = await run('sh', ['-c', line]);
    const { success, data } = JSON.parse(stdout) as { success: boolean; data: SentData };
    expect(success).to.equal(true);
    expect(data).to.deep.include({ phone: '14155550123', media_type: 'image', caption: 'Greetings!', status: 'sent' });

    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const picture = sha256(await readFile(`${folder.path}/postcard.jpg`));
    const { pathname, origin } = new URL(data.media_url);
    expect(origin).to.equal(urls.rest);
    expect(sha256((await call(origin, { method: 'GET', path: pathname })).body)).to.equal(picture);
    const message = await receivedMedia(urls.sandbox, '14155550123', data.message_id);
    expect(message).to.deep.include({ caption: 'Greetings!', mime: 'image/jpeg', sha256: picture });
    const page = Buffer.from((await call(urls.sandbox, { method: 'GET', path: '/' })).body).toString();
    expect(page).to.contain('Greetings!').and.to.contain(String(message.media));
  });

  it('keeps the token and the secrets of the sandbox in files of its owner', async () => {
    expect((await readFile(`${folder.path}/demo-token`, 'utf8')).trim()).to.equal(token());
    expect(await modeOf('demo-token')).to.equal(0o600);
    expect(await modeOf('sandbox.json')).to.equal(0o600);
    expect(await modeOf('records/records.mdb')).to.equal(0o600);
  });

  it('has an account that can do everything: staff 1, groups 1 to 3, and no rate limit', async () => {
    const fields = {
      phone: '14155550124',
      media_type: 'image',
      'contact.assigned_id': 1,
      'contact.groups': '1,2,3',
    };
    const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
    const answer = await postMedia({ url: urls.rest, token: token() }, await multipartBody(fields, upload));
    expect(answer.status).to.equal(200);
    expect(answer.headers).not.to.have.property('x-ratelimit-limit');
  });

  it('logs JSON lines on stderr, and nothing of them on stdout', async () => {
    stop();
    const { code, stdout, stderr } = await ended;
    expect(code).to.equal(0);
    const lines = stderr.trimEnd().split('\n');
    for (const line of lines) expect(JSON.parse(line)).to.include.keys('level', 'time', 'msg');
    const said = lines.map((line) => JSON.parse(line) as { msg: string; grpc?: string | null });
    const listening = said.find(({ msg }) => msg === 'listening');
    expect(listening).to.deep.include({ rest: urls.rest, sandbox: urls.sandbox }).and.to.have.property('grpc');
    expect(said.map(({ msg }) => msg)).to.include('stopping');
    expect(said.at(-1)?.msg).to.equal('stopped');
    expect(stdout).not.to.contain('"msg"');
    expect(stderr).not.to.contain(token());
  });
});
