import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { openStores } from '../../src/app/stores.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { postcardHere } from '../cli/in-process.js';
import { newAccount, newToken } from '../support/accounts.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { killProcesses, type PostcardProcess, startProcess, untilListening } from '../support/postcard-process.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

type Keys = Readonly<Record<string, string>>;

const A = randomBytes(32).toString('base64');
const B = randomBytes(32).toString('base64');
/** The settings before the change of a key, and after each round of restarts. */
const [onlyA, bothOpen, swapped, onlyB]: readonly [Keys, Keys, Keys, Keys] = [
  { ENCRYPTION_KEY: A },
  { ENCRYPTION_KEY: A, ENCRYPTION_KEY_OLD: B },
  { ENCRYPTION_KEY: B, ENCRYPTION_KEY_OLD: A },
  { ENCRYPTION_KEY: B },
];

interface Node {
  readonly process: PostcardProcess;
  readonly url: string;
}

withMongodb(() => {
  describe('three nodes that go from one encryption key to another', () => {
    let database: TestDatabase;
    let sandbox: Sandbox;
    let folder: TempDir;
    let token: string;

    before(async () => {
      database = await makeDatabase();
      folder = await makeTempDir();
      sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
      const stores = await openStores(configOf({ MONGODB_URL: database.url, ...onlyA }));
      token = await newToken(stores, (await newAccount(stores)).id);
      await stores.close();
    });
    after(async () => {
      await killProcesses();
      await sandbox.close();
      await database.drop();
      await folder.remove();
    });

    const start = async (index: number, keys: Keys): Promise<Node> => {
      const settings = {
        DATA_DIR: `${folder.path}/${index}`,
        MONGODB_URL: database.url,
        WHATSAPP_API_URL: sandbox.url,
      };
      const process = startProcess({ ...settings, ...keys });
      return { process, url: (await untilListening(process)).rest };
    };
    const command = (keys: Keys, ...words: string[]) => postcardHere({ MONGODB_URL: database.url, ...keys }, ...words);
    const setToken = async (keys: Keys, accessToken: string): Promise<void> => {
      const { code, stderr } = await command(keys, 'account', 'set', '1', '--access-token', accessToken);
      expect(code, stderr).to.equal(0);
    };

    it('lose no send in three rounds of restarts, one node at a time', async function () {
      this.timeout(600_000);
      const nodes = await Promise.all([0, 1, 2].map((index) => start(index, onlyA)));
      let serving: readonly Node[] = nodes;
      const statuses: number[] = [];
      let current: Promise<unknown> = Promise.resolve();
      let isOver = false;
      const body = await multipartBody(
        { phone: '14155550123', media_type: 'image' },
        { name: 'a.png', bytes: new Uint8Array(sample('png')) },
      );
      const sending = (async () => {
        for (let n = 0; !isOver; n += 1) {
          const { url } = serving[n % serving.length] as Node;
          const answer = postMedia({ url, token }, body);
          current = answer.catch(() => undefined);
          statuses.push((await answer).status);
        }
      })();

      /** Restarts the nodes one by one. After the first, a command still has the keys from before. */
      const round = async (former: Keys, keys: Keys): Promise<void> => {
        for (const [index, node] of nodes.entries()) {
          // As a load balancer does: no new request goes to the node, and the one that it has ends.
          serving = nodes.filter((other) => other !== node);
          await current;
          node.process.signal('SIGTERM');
          expect((await node.process.ended).code).to.equal(0);
          nodes[index] = await start(index, keys);
          serving = [...nodes];
          if (index === 0) await setToken(former, `EAAG${statuses.length}`);
        }
      };
      try {
        await round(onlyA, bothOpen);
        await round(bothOpen, swapped);
        await round(swapped, onlyB);
      } finally {
        isOver = true;
        await sending;
      }

      expect(new Set(statuses)).to.deep.equal(new Set([200]));
      expect(statuses.length).to.be.above(20);
      expect((await command(onlyB, 'account', 'list')).code).to.equal(0);
      const withOldKey = startProcess({ DATA_DIR: folder.path, MONGODB_URL: database.url, ...onlyA });
      const { code, stderr } = await withOldKey.ended;
      expect(code).to.equal(78);
      expect(stderr).to.match(/^neither ENCRYPTION_KEY nor ENCRYPTION_KEY_OLD [^\n]+\n$/);
    });

    it('are stopped where the old key is taken away too early, and told what to do', async () => {
      await setToken(bothOpen, 'EAAGunderA');
      for (const keys of [onlyA, onlyB]) {
        const { code, stderr } = await startProcess({ DATA_DIR: folder.path, MONGODB_URL: database.url, ...keys })
          .ended;
        expect(code).to.equal(78);
        expect(stderr).to.match(/^[^\n]+ set it as ENCRYPTION_KEY_OLD, and start a server[^\n]+\n$/);
        expect((await command(keys, 'account', 'list')).code).to.equal(78);
      }
      const node = await start(3, swapped);
      node.process.signal('SIGTERM');
      await node.process.ended;
      expect(node.process.said().stderr).to.contain('encrypted again');
      expect((await command(onlyB, 'account', 'list')).code).to.equal(0);
    });
  });
});
