import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { openMongodbRecords } from '../../src/adapters/stores/mongodb/records.js';
import { type Config } from '../../src/app/config.js';
import { openStores } from '../../src/app/stores.js';
import { type Account } from '../../src/domain/model/account/account.js';
import { inboundChange } from '../../src/sandbox/world/webhooks/person-changes.js';
import { signedWebhook } from '../../src/sandbox/world/webhooks/webhook-body.js';
import { damageAccount as damageInLmdb } from '../adapters/stores/filesystem/damage.js';
import { damageAccount as damageInMongodb } from '../adapters/stores/mongodb/damage.js';
import { newAccount, newToken } from '../support/accounts.js';
import { call } from '../support/http-client.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { type Answer } from '../support/openapi.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir } from '../support/temp-dir.js';

/** A store of a test's own, and a way to damage an account in it while a server runs. */
interface Stage {
  readonly config: Config;
  readonly damage: (id: number) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const inFiles = async (): Promise<Stage> => {
  const folder = await makeTempDir();
  return {
    config: configOf({ DATA_DIR: folder.path }),
    damage: async (id) => {
      const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey: null });
      await damageInLmdb(records, id);
      await records.close();
    },
    remove: folder.remove,
  };
};

const inMongodb = async (): Promise<Stage> => {
  const folder = await makeTempDir();
  const { url, drop } = await makeDatabase();
  return {
    config: configOf({ DATA_DIR: folder.path, MONGODB_URL: url }),
    damage: async (id) => {
      const records = await openMongodbRecords({ url, encryptionKey: null });
      await damageInMongodb(records, id);
      await records.close();
    },
    remove: async () => {
      await drop();
      await folder.remove();
    },
  };
};

/** Two accounts of one business account, each with an app secret, a verify token and an API token of its own. */
const suite = (store: string, open: () => Promise<Stage>): void => {
  describe(`a damaged account in ${store}`, () => {
    let stage: Stage;
    let service: WatchedService;
    const accounts: Account[] = [];
    const tokens: string[] = [];

    before(async () => {
      stage = await open();
      const stores = await openStores(stage.config);
      for (const name of ['one', 'two']) {
        const whatsapp = { businessAccountId: '900', appSecret: `secret of ${name}`, verifyToken: `verify-${name}` };
        const account = await newAccount(stores, { whatsapp });
        accounts.push(account);
        tokens.push(await newToken(stores, account.id));
      }
      await stores.close();
      service = await startWatched(stage.config);
    });
    after(async () => {
      await service.stop();
      await stage.remove();
    });

    const get = async (path: string): Promise<number> => (await call(service.restUrl, { method: 'GET', path })).status;
    const handshake = (name: string): Promise<number> =>
      get(`/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=42&hub.verify_token=verify-${name}`);
    const send = async (index: 0 | 1): Promise<Answer> =>
      postMedia(
        { url: service.restUrl, token: tokens[index] as string },
        await multipartBody(
          { phone: '14155550123', media_type: 'image' },
          { name: 'a.png', bytes: new Uint8Array(sample('png')) },
        ),
      );
    const inbound = (account: Account) =>
      inboundChange({
        phoneNumberId: account.whatsapp.phoneNumberId ?? '',
        from: { phone: '14155550123', userId: 'US.1', username: undefined, name: 'Zoë' },
        text: 'Hi',
        wamid: 'wamid.x',
        at: new Date(),
      });
    const notify = async (index: 0 | 1, secret = accounts[index]?.whatsapp.appSecret ?? ''): Promise<number> => {
      const { body } = signedWebhook('900', [inbound(accounts[index] as Account)], secret);
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
      const path = '/webhooks/whatsapp';
      return (await call(service.restUrl, { method: 'POST', path, headers, body })).status;
    };

    const expectOneToWork = async (): Promise<void> => {
      expect(await notify(0)).to.equal(200);
      expect(await handshake('one')).to.equal(200);
      expect((await send(0)).status).to.equal(200);
      expect(await get('/readyz')).to.equal(200);
      expect(await handshake('nobody')).to.equal(401);
    };

    it('works before it is damaged', async () => {
      await expectOneToWork();
      expect(await notify(1)).to.equal(200);
      expect((await send(1)).status).to.equal(200);
      expect(service.logged()).to.not.match(/"level":"(error|fatal)"/);
    });

    it('fails alone: the other account’s webhook, handshake and sends go on, and the server is ready', async () => {
      await stage.damage(accounts[1]?.id ?? 0);
      await expectOneToWork();
      expect((await send(1)).status).to.equal(500);
      expect(await notify(1)).to.equal(500);
    });

    it('takes no notification that no secret signed, and writes no error for each', async () => {
      const errors = (): number => service.logged().split('"level":"error"').length;
      const before = errors();
      for (let time = 0; time < 5; time += 1) expect(await notify(1, 'guessed')).to.equal(401);
      // The damaged record is named once in a process.
      expect(errors() - before).to.be.at.most(1);
      const refused = service.logged().match(/.*refused a webhook from WhatsApp.*/g) ?? [];
      // The business account that it names has a whole account, too.
      expect(refused.filter((line) => line.includes(`"account_id":${accounts[0]?.id},`))).to.have.length(1);
    });

    it('is named in the log, without what is in it', () => {
      const errors = service
        .logged()
        .split('\n')
        .filter((line) => /"level":"error"/.test(line));
      const named = errors.filter((line) => new RegExp(`\\b${accounts[1]?.id}\\b[^"]* does not decode`).test(line));
      expect(named.length).to.be.above(0);
      expect(errors.join())
        .to.include('accounts')
        .and.not.include('secret of two')
        .and.not.include('no more than this');
    });

    it('does not keep a server from starting again', async () => {
      await service.stop();
      service = await startWatched(stage.config);
      await expectOneToWork();
      expect((await send(1)).status).to.equal(500);
    });
  });
};

suite('files', inFiles);
withMongodb(() => suite('MongoDB', inMongodb));
