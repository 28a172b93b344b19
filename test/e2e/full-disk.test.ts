import { expect } from 'chai';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { readdir } from 'node:fs/promises';
import { call } from '../support/http-client.js';
import { file, type Origin, startOrigin } from '../support/origin.js';
import { jsonBody, multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { errorCode, postMedia, sentData } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const { statfs } = promises;
const GIGABYTE = 1_073_741_824;

/** Lets the system say that so much of every volume is free; null: the truth. */
const setFree = (bytes: number | null): void => {
  const said = { bsize: 1, blocks: 100 * GIGABYTE, bavail: bytes ?? 0 };
  Object.assign(promises, { statfs: bytes === null ? statfs : () => Promise.resolve(said) });
  syncBuiltinESMExports();
};

describe('a disk that is nearly full', () => {
  let folder: TempDir;
  let origin: Origin;
  let service: WatchedService;

  before(async () => {
    setFree(50 * GIGABYTE);
    folder = await makeTempDir();
    origin = await startOrigin({ '/cat.png': file(sample('png')) });
    service = await startWatched(configOf({ DATA_DIR: folder.path, FETCH_ALLOWED_HOSTS: origin.host }));
  });
  afterEach(() => setFree(50 * GIGABYTE));
  after(async () => {
    setFree(null);
    await service.stop();
    await origin.close();
    await folder.remove();
  });

  const sender = () => ({ url: service.restUrl, token: String(service.demoToken) });
  const fields = { phone: '14155550123', media_type: 'image' };
  const send = async (more: object = {}, headers = {}) =>
    postMedia(
      sender(),
      await multipartBody({ ...fields, ...more }, { name: 'cat.png', bytes: new Uint8Array(sample('png')) }),
      headers,
    );
  const status = async (path: string) => (await call(service.restUrl, { method: 'GET', path })).status;

  /** The disk is looked at once a second at most. */
  const untilRefused = () =>
    until('the disk to be found full', async () => {
      const answer = await send();
      return answer.status === 503 ? answer : undefined;
    });
  const untilSent = () =>
    until('the disk to be found well', async () => {
      const answer = await send();
      return answer.status === 200 ? answer : undefined;
    });

  it('refuses files, uploaded or fetched, and goes on with the rest', async () => {
    const first = await send({}, { 'idempotency-key': 'before' });
    const path = new URL(sentData(first).media_url).pathname;
    setFree(GIGABYTE / 10);
    const refused = await untilRefused();
    expect(errorCode(refused)).to.equal('SERVICE_UNAVAILABLE');
    expect(Number(refused.headers['retry-after'])).to.be.greaterThan(0);
    const byUrl = await postMedia(sender(), jsonBody({ ...fields, media_url: `${origin.url}/cat.png` }));
    expect(byUrl.status).to.equal(503);

    expect(await status(path)).to.equal(200);
    expect(await status('/healthz')).to.equal(200);
    expect(await status('/readyz')).to.equal(200);
    expect((await send({ phone: 'x' })).status).to.equal(422);
    expect(await readdir(`${folder.path}/media/staging`)).to.deep.equal([]);
  });

  it('takes files again once there is room', async () => {
    setFree(GIGABYTE / 10);
    await untilRefused();
    setFree(GIGABYTE);
    expect(sentData(await untilSent()).status).to.equal('sent');
  });
});
