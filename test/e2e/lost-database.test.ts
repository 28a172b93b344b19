import { expect } from 'chai';
import { type Document } from 'mongodb';
import { request } from 'node:http';
import { orThrow } from '../../src/kit/or-throw.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { newAccount, newToken } from '../support/accounts.js';
import { call } from '../support/http-client.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { type Proxy, startProxy } from '../support/mongodb/proxy.js';
import { type Node, startNodes, storesOf } from '../support/postcard-nodes.js';
import { killProcesses } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData } from '../support/send.js';
import { type Stores } from '../../src/stores.js';
import { type AccountId } from '../../src/domain/account.js';
import { type ChatMessageId } from '../../src/domain/message.js';
import { until } from '../support/until.js';

/** What the contract allows, in milliseconds. */
const ANSWER_WITHIN = 2_000;
const WELL_WITHIN = 10_000;
/** What a busy machine may add. */
const SLACK = 500;

/** WhatsApp takes two seconds over this recipient. */
const SLOW = '14155999008';

withMongodb(() => {
  describe('a service whose database is lost', () => {
    let database: TestDatabase;
    let proxy: Proxy;
    let sandbox: Sandbox;
    let node: Node;
    let stores: Stores;
    let account: AccountId;
    let token: string;
    let removeFolders: () => Promise<void>;

    before(async () => {
      database = await makeDatabase();
      proxy = await startProxy(database.url);
      sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
      const started = await startNodes(1, proxy.url, sandbox.url);
      removeFolders = started.removeFolders;
      node = started.nodes[0] as Node;
      stores = await storesOf(database.url);
      account = (await newAccount(stores)).id;
      token = await newToken(stores, account);
    });
    after(async () => {
      await killProcesses();
      await stores.close();
      await sandbox.close();
      await proxy.close();
      await database.drop();
      await removeFolders();
    });
    afterEach(() => proxy.restore());

    const send = async (phone: string, key?: string) =>
      postMedia(
        { url: node.url, token },
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
        key === undefined ? {} : { 'idempotency-key': key },
      );
    const isReady = async () => (await call(node.url, { method: 'GET', path: '/readyz' })).status;
    const isThere = async (collection: string, filter: Document) =>
      (await database.db.collection(collection).countDocuments(filter)) > 0 || undefined;
    const timed = async <A>(work: Promise<A>): Promise<readonly [A, number]> => {
      const begun = performance.now();
      return [await work, performance.now() - begun];
    };

    for (const [way, lose] of [
      ['cut', () => proxy.cut()],
      ['stalled', () => proxy.stall()],
    ] as const)
      it(`answers 503 in time while the connection is ${way}, acknowledges nothing, and is well again in time`, async () => {
        const phone = way === 'cut' ? '14155550001' : '14155550002';
        sentData(await send(phone, `${way} before`));
        lose();
        for (let round = 0; round < 3; round++) {
          const [answers, took] = await timed(Promise.all([send(phone), send(phone, way), isReady()]));
          for (const answer of answers.slice(0, 2))
            if (typeof answer !== 'number') {
              expect(answer.status).to.equal(503);
              expect(errorCode(answer)).to.equal('SERVICE_UNAVAILABLE');
              expect(answer.headers['retry-after']).to.match(/^[0-9]+$/);
            }
          expect(answers[2]).to.equal(503);
          expect(took).to.be.below(ANSWER_WITHIN + SLACK);
        }
        expect((await call(node.url, { method: 'GET', path: '/healthz' })).status).to.equal(200);

        proxy.restore();
        const [, took] = await timed(until('readiness', async () => ((await isReady()) === 200 ? true : undefined)));
        expect(took).to.be.below(WELL_WITHIN);
        sentData(await send(phone, way));
        expect(await receivedBy(sandbox.url, phone)).to.have.length(2);
      });

    it('refuses an upload that is under way, in time, and sends nothing of it', async () => {
      const { headers, body } = await multipartBody(
        { phone: '14155550003', media_type: 'document' },
        { name: 'a.txt', bytes: new Uint8Array(3 * 1024 * 1024).fill(65) },
      );
      const url = new URL(node.url);
      const upload = request({
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path: '/messages/media',
        headers: { ...headers, authorization: `Bearer ${token}`, 'content-length': body.length },
      });
      const answered = new Promise<number>((resolve, reject) => {
        upload.on('response', (response) => resolve(response.resume().statusCode ?? 0));
        upload.on('error', reject);
      });
      upload.write(body.subarray(0, 2 * 1024 * 1024));
      await until('the first chunk', () => isThere('media.chunks', { n: 1 }));
      proxy.stall();
      const [status, took] = await timed((upload.end(body.subarray(2 * 1024 * 1024)), answered));
      expect(status).to.equal(503);
      expect(took).to.be.below(ANSWER_WITHIN + SLACK);
      expect(await receivedBy(sandbox.url, '14155550003')).to.deep.equal([]);
    });

    it('records the outcome of a send once the database is back', async () => {
      const sending = send(SLOW, 'slow');
      await until('the message', () => isThere('messages', { state: 'pending' }));
      proxy.cut();
      await until('the send', async () => ((await receivedBy(sandbox.url, SLOW)).length === 1 ? true : undefined));
      setTimeout(proxy.restore, 4_000);
      const data = sentData(await sending);
      expect(await receivedBy(sandbox.url, SLOW)).to.have.length(1);
      const kept = await orThrow(stores.messages.byId(account, data.chat_message_id as ChatMessageId));
      expect(kept).to.have.nested.property('value.state', 'sent');
    });

    it('says that the outcome is unknown where the database stays away', async () => {
      const sending = send(SLOW, 'lost');
      await until('the message', () => isThere('messages', { state: 'pending' }));
      proxy.cut();
      const answer = await sending;
      expect(answer.status).to.equal(500);
      expect(JSON.parse(Buffer.from(answer.body).toString())).to.have.nested.property(
        'error.details.outcome',
        'unknown',
      );
      proxy.restore();
      await until('readiness', async () => ((await isReady()) === 200 ? true : undefined));
      expect(errorCode(await send(SLOW, 'lost'))).to.equal('IDEMPOTENCY_CONFLICT');
      expect(await receivedBy(sandbox.url, SLOW)).to.have.length(2);
    });
  });
});
