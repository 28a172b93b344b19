import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { openStores } from '../../src/app/stores.js';
import { call } from '../support/http-client.js';
import { killProcesses, type PostcardProcess, startProcess, untilListening } from '../support/postcard-process.js';
import { newAccount, newToken } from '../support/accounts.js';
import { type Answer } from '../support/openapi.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { errorCode, postMedia, type Sender } from '../support/send.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';
import { type HeldWhatsApp, startHeldWhatsApp } from './held-whatsapp.js';

const PHONE = '14155550123';
/** WhatsApp takes for ever over this recipient. */
const SILENT = '14155999004';

describe('a server that is asked to stop', () => {
  let folder: TempDir;
  let whatsapp: HeldWhatsApp;

  before(async () => {
    whatsapp = await startHeldWhatsApp();
  });
  after(() => whatsapp.close());

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  const start = async (settings: Readonly<Record<string, string>> = {}) => {
    const postcard = startProcess({ DATA_DIR: folder.path, ...settings });
    const { rest } = await untilListening(postcard);
    const token = await until('the demo token', () => /token is (pc_\S+)/.exec(postcard.said().stdout)?.[1]);
    return { postcard, sender: { url: rest, token } };
  };

  /** On a WhatsApp that answers nothing until it is released. */
  const startHeld = async (more: Readonly<Record<string, string>>) => {
    const settings = { DATA_DIR: folder.path, WHATSAPP_API_URL: whatsapp.url, WHATSAPP_MEDIA_MODE: 'link', ...more };
    const stores = await openStores(configOf(settings));
    const token = await newToken(stores, (await newAccount(stores)).id);
    await stores.close();
    const postcard = startProcess(settings);
    whatsapp.hold();
    return { postcard, sender: { url: (await untilListening(postcard)).rest, token } };
  };

  const untilReceived = async (work: () => Promise<Answer>[]): Promise<Promise<Answer>[]> => {
    const before = whatsapp.received(PHONE);
    const running = work();
    await until('the sends', () => whatsapp.received(PHONE) === before + running.length);
    return running;
  };

  const send = async (sender: Sender, phone: string) =>
    postMedia(
      sender,
      await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
    );

  const untilInFlight = ({ url }: Sender, count: number) =>
    until(`${count} requests in flight`, async () => {
      const metrics = Buffer.from((await call(url, { method: 'GET', path: '/metrics' })).body).toString();
      // The request for the metrics is one of them.
      const inFlight = Number(/^postcard_http_requests_in_flight (\d+)$/m.exec(metrics)?.[1]);
      return inFlight >= count + 1 ? true : undefined;
    });

  const untilStopping = (postcard: PostcardProcess) =>
    until('the stop', () => (postcard.said().stderr.includes('"msg":"stopping"') ? true : undefined));

  it('finishes what runs under load, takes nothing new, and ends with 0', async () => {
    const { postcard, sender } = await startHeld({ SHUTDOWN_GRACE: '10m' });
    const running = await untilReceived(() => Array.from({ length: 10 }, () => send(sender, PHONE)));
    postcard.signal('SIGTERM');
    await untilStopping(postcard);
    const refused = await send(sender, PHONE).catch((error: NodeJS.ErrnoException) => error.code);
    // A connection that came while the listener was closing is reset; later ones are refused.
    expect(refused).to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);

    whatsapp.release();
    const answers = await Promise.all(running);
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    for (const { headers } of answers) expect(headers['connection']).to.equal('close');
    expect(await postcard.ended).to.deep.include({ code: 0, signal: null });
    expect(await readdir(`${folder.path}/media/staging`)).to.deep.equal([]);
  });

  it('settles what outlasts its grace, answers it, and ends with 0', async () => {
    const { postcard, sender } = await startHeld({ SHUTDOWN_GRACE: '200ms' });
    const [silent] = await untilReceived(() => [send(sender, PHONE)]);
    postcard.signal('SIGTERM');
    const answer = (await silent) as Answer;
    expect(answer.status).to.equal(500);
    expect(errorCode(answer)).to.equal('MESSAGE_SEND_FAILED');
    expect(JSON.parse(Buffer.from(answer.body).toString())).to.have.nested.property('error.details.outcome', 'unknown');
    expect((await postcard.ended).code).to.equal(0);
  });

  it('leaves at once when it is asked again', async () => {
    const { postcard, sender } = await start();
    const silent = send(sender, SILENT).catch((error: NodeJS.ErrnoException) => error.code);
    await untilInFlight(sender, 1);
    postcard.signal('SIGTERM');
    await untilStopping(postcard);
    let ended = false;
    void postcard.ended.then(() => (ended = true));
    // Signals that come together are one request to stop.
    await until('the end', () => {
      postcard.signal('SIGTERM');
      return ended || undefined;
    });
    const { code, signal } = await postcard.ended;
    expect(signal === null ? code : signal).not.to.equal(0);
    expect(await silent).to.equal('ECONNRESET');
  });

  it('finishes what runs when one request to stop arrives twice, as npm and the terminal send it', async () => {
    const { postcard, sender } = await startHeld({ SHUTDOWN_GRACE: '10m' });
    const [running] = await untilReceived(() => [send(sender, PHONE)]);
    postcard.signal('SIGINT');
    postcard.signal('SIGTERM');
    await untilStopping(postcard);
    whatsapp.release();
    expect(((await running) as Answer).status).to.equal(200);
    expect(await postcard.ended).to.deep.include({ code: 0, signal: null });
  });

  it('by SIGINT too, and can be started again at once on the same folder, with the same demo token', async () => {
    const first = await start();
    first.postcard.signal('SIGINT');
    expect((await first.postcard.ended).code).to.equal(0);
    const second = await start();
    expect(second.sender.token).to.equal(first.sender.token);
    expect((await send(second.sender, PHONE)).status).to.equal(200);
  });
});
