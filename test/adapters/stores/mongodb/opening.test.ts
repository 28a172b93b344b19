import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { type MongodbRecords, openMongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';
import { right, some, whole } from '../../../contracts/support.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { newestFormat } from '../../../../src/adapters/stores/shared/upgrade/formats.js';
import { mongodbSteps } from '../../../../src/adapters/stores/mongodb/upgrade/steps.js';
import { faultOf } from './fault-of.js';
import { openPatiently } from './fresh.js';

const NEWEST = newestFormat(mongodbSteps);

/** Opens where nobody answers, and gives up soon. */
const openHastily = (url: string): Promise<MongodbRecords> =>
  openMongodbRecords({
    url,
    encryptionKey: null,
    patience: { selection: 50, connect: 50, socket: 50, start: 0 },
  });

withMongodb(() => {
  describe('opening records in MongoDB', () => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await makeDatabase();
    });
    afterEach(async () => {
      await database.drop();
    });

    it('tells of a host that nobody answers at', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      const fault = await faultOf(openHastily(`mongodb://ann:s3cret@127.0.0.1:${port}/postcard`));
      expect(fault).to.include({ _tag: 'Unreachable', database: `127.0.0.1:${port}/postcard` });
    });

    it('tells of a host that does not exist', async () => {
      expect(await faultOf(openHastily('mongodb://ann:s3cret@nowhere.invalid/postcard'))).to.include({
        _tag: 'Unreachable',
      });
    });

    it('tells of a URL that the driver does not take', async () => {
      for (const url of [
        'mongodb://127.0.0.1:27017/x?tls=perhaps',
        'mongodb://a:99999999/x',
        'mongodb://ann:s3cret@a:99999999/x',
      ])
        expect(await faultOf(openPatiently(url))).to.include({ _tag: 'BadUrl' });
    });

    it('takes the database postcard where the URL names none', async () => {
      const { hostname, port } = new URL(database.url);
      const fault = await faultOf(openHastily(`mongodb://${hostname}:1/`));
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
      await (await openPatiently(database.url)).close();
      const made = await names();
      expect(made).to.include.members(['contacts/contact_by_phone', 'messages/message_by_claim']);
      await (await openPatiently(database.url)).close();
      expect(await names()).to.deep.equal(made);
    });

    it('stops at records of a later version, and leaves them as they are', async () => {
      await database.db.collection('settings').insertOne({ _id: 'format' as never, number: 99 });
      expect(await faultOf(openPatiently(database.url))).to.deep.include({
        _tag: 'FormatRefused',
        fault: { _tag: 'NewerFormat', format: 99, newest: NEWEST, version: null },
      });
      expect(await database.db.collection('settings').findOne({ _id: 'format' as never })).to.include({ number: 99 });
    });

    it('seals what is there when a key is set, and stops at another key or none', async () => {
      const key = randomBytes(32);
      const plain = await openPatiently(database.url);
      const { id } = await right(plain.accounts.create({ name: 'Acme', demo: false }, Date.now()));
      await right(
        plain.accounts.change(id, { whatsapp: { accessToken: 'EAAG-s3cret', appSecret: 'app-s3cret' } }, Date.now()),
      );
      await plain.close();

      const sealed = await openPatiently(database.url, key);
      expect((await some(sealed.accounts.byId(id))).whatsapp.accessToken).to.equal('EAAG-s3cret');
      await sealed.close();
      expect(JSON.stringify(await database.db.collection('accounts').find().toArray())).to.not.include('s3cret');

      expect(await faultOf(openPatiently(database.url))).to.include({ _tag: 'KeyMissing' });
      expect(await faultOf(openPatiently(database.url, randomBytes(32)))).to.include({ _tag: 'WrongKey' });
      const again = await openPatiently(database.url, key);
      expect((await some(again.accounts.byId(id))).whatsapp.appSecret).to.equal('app-s3cret');
      await again.close();
    });

    it('goes on sealing where it was stopped half-way', async () => {
      const key = randomBytes(32);
      await (await openPatiently(database.url, key)).close();
      const records = await openPatiently(database.url, key);
      const { id } = await right(records.accounts.create({ name: 'Acme', demo: false }, Date.now()));
      await records.close();
      const late = { sealed: false, 'whatsapp.accessToken': 'EAAG-s3cret' };
      await database.db.collection('accounts').updateOne({ id }, { $set: late });
      const again = await openPatiently(database.url, key);
      expect((await some(again.accounts.byId(id))).whatsapp.accessToken).to.equal('EAAG-s3cret');
      await again.close();
      expect(JSON.stringify(await database.db.collection('accounts').find().toArray())).to.not.include('s3cret');
    });

    it('opens for many nodes that start at once on an empty database', async () => {
      const key = randomBytes(32);
      const nodes = await Promise.all(Array.from({ length: 6 }, () => openPatiently(database.url, key)));
      await Promise.all(nodes.map((node) => right(node.accounts.create({ name: 'x', demo: false }, Date.now()))));
      expect(await whole((nodes[0] as (typeof nodes)[number]).accounts.list)).to.have.length(6);
      await Promise.all(nodes.map((node) => node.close()));
    });
  });
});
