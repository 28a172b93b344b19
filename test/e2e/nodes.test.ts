import { expect } from 'chai';
import { type AccountChanges, UNLIMITED } from '../../src/domain/model/account/account.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type Stores } from '../../src/app/stores.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { newAccount, newToken } from '../support/accounts.js';
import { call } from '../support/http-client.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { type Answer } from '../support/openapi.js';
import { type Node, startNodes, storesOf } from '../support/postcard-nodes.js';
import { killProcesses } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { errorCode, postMedia, sentData } from '../support/send.js';

/** WhatsApp takes two seconds over this recipient. */
const SLOW = '14155999008';

withMongodb(() => {
  describe('three nodes on one database', () => {
    let database: TestDatabase;
    let sandbox: Sandbox;
    let stores: Stores;
    let nodes: readonly Node[];
    let removeFolders: () => Promise<void>;

    before(async () => {
      database = await makeDatabase();
      sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
      stores = await storesOf(database.url);
      ({ nodes, removeFolders } = await startNodes(3, database.url, sandbox.url));
    });
    after(async () => {
      await killProcesses();
      await stores.close();
      await sandbox.close();
      await database.drop();
      await removeFolders();
    });

    const accountWith = async (limits: AccountChanges['limits'] = {}) => {
      const account = await newAccount(stores, { limits: { apiCallsPerMinute: UNLIMITED, ...limits } });
      return { account, token: await newToken(stores, account.id) };
    };
    const nodeOf = (index: number): Node => nodes[index % nodes.length] as Node;
    const send = async (node: Node, token: string, phone: string, key?: string, bytes = sample('png')) =>
      postMedia(
        { url: node.url, token },
        await multipartBody({ phone, media_type: 'image' }, { name: 'a.png', bytes: new Uint8Array(bytes) }),
        key === undefined ? {} : { 'idempotency-key': key },
      );
    const many = (count: number, one: (index: number) => Promise<Answer>): Promise<readonly Answer[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => one(index)));
    const codes = (answers: readonly Answer[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const answer of answers) {
        const what = answer.status === 200 ? 'sent' : errorCode(answer);
        counts[what] = (counts[what] ?? 0) + 1;
      }
      return counts;
    };

    it('accept exactly as many calls as the rate limit, however they are spread', async () => {
      const { token } = await accountWith({ apiCallsPerMinute: 60 });
      const wrong = { method: 'POST', path: '/messages/media', headers: { authorization: `Bearer ${token}` } };
      const answers = await many(110, (index) => call(nodeOf(index).url, wrong));
      expect(codes(answers)).to.deep.equal({ VALIDATION_ERROR: 60, RATE_LIMIT_EXCEEDED: 50 });
    });

    it('make exactly as many contacts as the limit', async () => {
      const { account, token } = await accountWith({ contacts: 30 });
      const answers = await many(80, (index) => send(nodeOf(index), token, String(14_155_551_000 + index)));
      expect(codes(answers)).to.deep.equal({ sent: 30, FEATURE_LIMIT_EXCEEDED: 50 });
      expect(await orThrow(stores.contacts.count(account.id))).to.equal(30);
    });

    it('open exactly as many conversations as the limit', async () => {
      const { account, token } = await accountWith({ conversations: 30 });
      const answers = await many(80, (index) => send(nodeOf(index), token, String(14_155_552_000 + index)));
      expect(codes(answers)).to.deep.equal({ sent: 30, FEATURE_LIMIT_EXCEEDED: 50 });
      const standing = await orThrow(stores.messages.standing(account.id, null, stores.clock.now()));
      expect(standing.openedThisMonth).to.equal(30);
    });

    it('send one message for a key that all of them get at once', async () => {
      const { token } = await accountWith();
      const answers = await many(30, (index) => send(nodeOf(index), token, '14155553001', 'once'));
      const { sent = 0, IDEMPOTENCY_CONFLICT: waiting = 0 } = codes(answers);
      expect(sent).to.be.above(0);
      expect(sent + waiting).to.equal(30);
      expect(await receivedBy(sandbox.url, '14155553001')).to.have.length(1);
      const later = await Promise.all(nodes.map((node) => send(node, token, '14155553001', 'once')));
      for (const answer of later) expect(answer.headers['idempotency-replayed']).to.equal('true');
      expect(new Set(later.map((answer) => sentData(answer).message_id)).size).to.equal(1);
    });

    it('make one contact of one phone that all of them see first', async () => {
      const { account, token } = await accountWith({ contacts: 1 });
      const answers = await many(12, (index) => send(nodeOf(index), token, '14155553002'));
      expect(codes(answers)).to.deep.equal({ sent: 12 });
      expect(await orThrow(stores.contacts.count(account.id))).to.equal(1);
    });

    it('serve each what another one has stored, whole and by range', async () => {
      const { token } = await accountWith();
      const { media_url: url } = sentData(await send(nodeOf(0), token, '14155553003'));
      const { pathname: path } = new URL(url);
      for (const node of nodes) {
        const whole = await call(node.url, { method: 'GET', path });
        expect(Buffer.from(whole.body).equals(sample('png'))).to.equal(true);
        const part = await call(node.url, { method: 'GET', path, headers: { range: 'bytes=5-9' } });
        expect(part.status).to.equal(206);
        expect(Buffer.from(part.body).equals(sample('png').subarray(5, 10))).to.equal(true);
      }
    });

    it('refuse on each what was revoked on another', async () => {
      const { account, token } = await accountWith();
      const [made] = (await orThrow(stores.tokens.list(account.id))).items;
      await orThrow(stores.tokens.revoke(made?.id ?? '', stores.clock.now()));
      const answers = await Promise.all(nodes.map((node) => send(node, token, '14155553004')));
      expect(codes(answers)).to.deep.equal({ UNAUTHORIZED: 3 });
    });

    it('go on where one of them is killed under load: nothing is lost and nothing sent twice', async () => {
      const { account, token } = await accountWith();
      const doomed = nodes[2] as Node;
      const phones = Array.from({ length: 60 }, (_, index) => String(14_155_554_000 + index));
      const first = phones.map((phone, index) => send(nodeOf(index), token, phone, phone).catch(() => null));
      const stuck = send(doomed, token, SLOW, SLOW).catch(() => null);
      await Promise.race(first);
      doomed.process.signal('SIGKILL');
      await doomed.process.ended;
      const answers = await Promise.all([...first, stuck]);
      const acknowledged = answers.filter((answer) => answer?.status === 200);
      expect(acknowledged.length).to.be.above(0);

      // Whoever heard nothing asks again, with the same key, where there is somebody.
      const again = await Promise.all(
        [...phones, SLOW].map(async (phone, index) =>
          answers[index]?.status === 200 ? null : send(nodes[index % 2] as Node, token, phone, phone),
        ),
      );
      for (const answer of again) if (answer !== null) expect(answer.status).to.be.oneOf([200, 409, 500]);
      for (const [index, phone] of [...phones, SLOW].entries()) {
        const received = await receivedBy(sandbox.url, phone);
        expect(received.length).to.be.at.most(1);
        const isAcknowledged = [answers[index], again[index]].some((answer) => answer?.status === 200);
        if (isAcknowledged) expect(received).to.have.length(1);
      }

      // What the killed one had open is unconfirmed once its lease is over, by whichever node looks first.
      const later = stores.clock.now() + 120_000;
      await orThrow(stores.messages.expire(later, false));
      const pending = await database.db
        .collection('messages')
        .countDocuments({ accountId: account.id, state: 'pending' });
      expect(pending).to.equal(0);
    });
  });
});
