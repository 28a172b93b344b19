import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { openMongodbRecords } from '../../../src/adapters/mongodb/records.js';
import { type DatabaseFault, DatabaseUnusable } from '../../../src/adapters/mongodb/faults.js';
import { right, some } from '../../contracts/support.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../support/mongodb/database.js';
import {
  diskFull,
  loginRefused,
  notAllowed,
  type RefusingProxy,
  startRefusingProxy,
} from '../../support/mongodb/refusing-proxy.js';

const faultOf = async (url: string, encryptionKey: Uint8Array | null = null): Promise<DatabaseFault> => {
  try {
    const records = await openMongodbRecords({ url, encryptionKey });
    await records.close();
  } catch (error) {
    if (error instanceof DatabaseUnusable) {
      expect(error.message).to.match(/^[^\n]{10,300}$/);
      expect(error.message).to.not.include('s3cret');
      return error.fault;
    }
    throw error;
  }
  throw new Error('it opened');
};

withMongodb(() => {
  describe('opening records in MongoDB', () => {
    let database: TestDatabase;
    let proxy: RefusingProxy;

    beforeEach(async () => {
      database = await makeDatabase();
      proxy = await startRefusingProxy(database.url);
    });
    afterEach(async () => {
      await proxy.close();
      await database.drop();
    });

    const withLogin = (url: string): string => url.replace('//', '//ann:s3cret@');

    it('tells of a host that nobody answers at, in time', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      const begun = performance.now();
      const fault = await faultOf(`mongodb://ann:s3cret@127.0.0.1:${port}/postcard`);
      expect(fault).to.include({ _tag: 'Unreachable', database: `127.0.0.1:${port}/postcard` });
      expect(performance.now() - begun).to.be.below(15_000);
    });

    it('tells of a host that does not exist', async () => {
      expect(await faultOf('mongodb://ann:s3cret@nowhere.invalid/postcard')).to.include({ _tag: 'Unreachable' });
    });

    it('tells of a URL that the driver does not take', async () => {
      for (const url of [
        'mongodb://127.0.0.1:27017/x?tls=perhaps',
        'mongodb://a:99999999/x',
        'mongodb://ann:s3cret@a:99999999/x',
      ])
        expect(await faultOf(url)).to.include({ _tag: 'BadUrl' });
    });

    it('tells of a user or a password that is refused', async () => {
      proxy.refuse(loginRefused, ['saslStart']);
      expect(await faultOf(withLogin(proxy.url))).to.include({ _tag: 'LoginRefused' });
    });

    it('tells of a user that may only read', async () => {
      proxy.refuse(notAllowed, ['insert', 'update', 'createIndexes']);
      expect(await faultOf(proxy.url)).to.include({ _tag: 'NotAllowed' });
    });

    it('tells of a full disk', async () => {
      proxy.refuse(diskFull, ['insert', 'update', 'createIndexes']);
      expect(await faultOf(proxy.url)).to.include({ _tag: 'OpenFailed' });
    });

    it('takes the database postcard where the URL names none', async () => {
      const { hostname, port } = new URL(database.url);
      const fault = await faultOf(`mongodb://${hostname}:1/?serverSelectionTimeoutMS=100`);
      expect(fault).to.include({ _tag: 'Unreachable', database: `${hostname}:1/postcard` });
      expect(port).to.not.equal('1');
    });

    it('makes every index, named, and finds them made the next time', async () => {
      const names = async () => {
        const found: string[] = [];
        for (const { name } of await database.db.listCollections().toArray())
          found.push(...(await database.db.collection(name).indexes()).map((index) => `${name}/${index.name ?? ''}`));
        return found.filter((name) => !name.endsWith('_id_')).sort();
      };
      await (await openMongodbRecords({ url: database.url, encryptionKey: null })).close();
      const made = await names();
      expect(made).to.include.members(['contacts/contact_by_phone', 'messages/message_by_claim']);
      await (await openMongodbRecords({ url: database.url, encryptionKey: null })).close();
      expect(await names()).to.deep.equal(made);
    });

    it('stops at records of a later version, and leaves them as they are', async () => {
      await database.db.collection('settings').insertOne({ _id: 'format' as never, number: 2 });
      expect(await faultOf(database.url)).to.include({ _tag: 'NewerRecords' });
      expect(await database.db.collection('settings').findOne({ _id: 'format' as never })).to.include({ number: 2 });
    });

    it('seals what is there when a key is set, and stops at another key or none', async () => {
      const key = randomBytes(32);
      const plain = await openMongodbRecords({ url: database.url, encryptionKey: null });
      const { id } = await right(plain.accounts.create({ name: 'Acme', demo: false }));
      await right(plain.accounts.change(id, { whatsapp: { accessToken: 'EAAG-s3cret', appSecret: 'app-s3cret' } }));
      await plain.close();

      const sealed = await openMongodbRecords({ url: database.url, encryptionKey: key });
      expect((await some(sealed.accounts.byId(id))).whatsapp.accessToken).to.equal('EAAG-s3cret');
      await sealed.close();
      expect(JSON.stringify(await database.db.collection('accounts').find().toArray())).to.not.include('s3cret');

      expect(await faultOf(database.url)).to.include({ _tag: 'KeyMissing' });
      expect(await faultOf(database.url, randomBytes(32))).to.include({ _tag: 'WrongKey' });
      const again = await openMongodbRecords({ url: database.url, encryptionKey: key });
      expect((await some(again.accounts.byId(id))).whatsapp.appSecret).to.equal('app-s3cret');
      await again.close();
    });

    it('goes on sealing where it was stopped half-way', async () => {
      const key = randomBytes(32);
      await (await openMongodbRecords({ url: database.url, encryptionKey: key })).close();
      const records = await openMongodbRecords({ url: database.url, encryptionKey: key });
      const { id } = await right(records.accounts.create({ name: 'Acme', demo: false }));
      await records.close();
      const late = { sealed: false, 'whatsapp.accessToken': 'EAAG-s3cret' };
      await database.db.collection('accounts').updateOne({ id }, { $set: late });
      const again = await openMongodbRecords({ url: database.url, encryptionKey: key });
      expect((await some(again.accounts.byId(id))).whatsapp.accessToken).to.equal('EAAG-s3cret');
      await again.close();
      expect(JSON.stringify(await database.db.collection('accounts').find().toArray())).to.not.include('s3cret');
    });

    it('opens for many nodes that start at once on an empty database', async () => {
      const key = randomBytes(32);
      const nodes = await Promise.all(
        Array.from({ length: 6 }, () => openMongodbRecords({ url: database.url, encryptionKey: key })),
      );
      await Promise.all(nodes.map((node) => right(node.accounts.create({ name: 'x', demo: false }))));
      expect(await right((nodes[0] as (typeof nodes)[number]).accounts.list)).to.have.length(6);
      await Promise.all(nodes.map((node) => node.close()));
    });
  });
});
