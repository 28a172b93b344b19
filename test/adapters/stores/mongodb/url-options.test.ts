import { expect } from 'chai';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { promises as dns } from 'node:dns';
import { createRequire } from 'node:module';
import { type Document } from 'mongodb';
import { mongodbMediaStorage } from '../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { type MongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';
import { refusedOption } from '../../../../src/adapters/stores/mongodb/database/url.js';
import { refOf } from '../../../../src/domain/model/message/opened-message.js';
import { MINUTE } from '../../../../src/domain/model/time.js';
import { ACME, draft, key, mediaId, newContact, NOW, right, outcomeOf } from '../../../contracts/support.js';
import { noise, publishAll, stageAll } from '../../../contracts/media-storage/stage.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { startWire, type Wire } from '../../../support/mongodb/wire.js';
import { faultOf } from './fault-of.js';
import { openPatiently } from './fresh.js';

/** Every option that the driver knows, in a URL or in code. */
const { OPTIONS } = createRequire(import.meta.url)('mongodb/lib/connection_string.js') as {
  readonly OPTIONS: Readonly<Record<string, unknown>>;
};

/** Options that say how the database is reached, with values that this test can reach it with. */
const tried: Readonly<Record<string, string>> = {
  appName: 'mine',
  authSource: 'admin',
  autoSelectFamily: 'true',
  autoSelectFamilyAttemptTimeout: '100',
  compressors: 'zlib',
  directConnection: 'true',
  enableOverloadRetargeting: 'true',
  family: '4',
  loadBalanced: 'false',
  localAddress: '127.0.0.1',
  localThresholdMS: '30',
  maxConnecting: '1',
  maxIdleTimeMS: '1000',
  maxPoolSize: '1',
  minPoolSize: '1',
  noDelay: 'false',
  serverMonitoringMode: 'poll',
  ssl: 'false',
  tls: 'false',
  zlibCompressionLevel: '9',
};

/** The same where the server of the test is of another kind. */
const taken: Readonly<Record<string, string>> = {
  authMechanism: 'SCRAM-SHA-256',
  authMechanismProperties: 'SERVICE_NAME:mongodb',
  proxyHost: '127.0.0.1',
  proxyPassword: 's3cret',
  proxyPort: '1080',
  proxyUsername: 'ann',
  replicaSet: 'rs0',
  servername: 'db1',
  srvAllowedHostsSuffix: 'example.com',
  srvMaxHosts: '2',
  srvServiceName: 'mongodb',
  tlsAllowInvalidCertificates: 'false',
  tlsAllowInvalidHostnames: 'false',
  tlsCAFile: '/ca.pem',
  tlsCRLFile: '/crl.pem',
  tlsCertificateKeyFile: '/key.pem',
  tlsCertificateKeyFilePassword: 's3cret',
  tlsInsecure: 'false',
};

/** What many URLs say, and what is so anyhow. */
const promised: Readonly<Record<string, string>> = {
  j: 'true',
  journal: 'true',
  readConcernLevel: 'local',
  readPreference: 'primary',
  retryReads: 'true',
  retryWrites: 'true',
  w: 'majority',
};

/** Values that contradict the promises. Of any other option that is not taken, every value does. */
const contradictions: readonly (readonly [option: string, value: string])[] = [
  ['j', 'false'],
  ['journal', 'false'],
  ['JOURNAL', 'false'],
  ['fsync', 'false'],
  ['w', '0'],
  ['w', '1'],
  ['w', 'Majority'],
  ['w', ''],
  ['wtimeout', '50'],
  ['wtimeoutMS', '50'],
  ['WTIMEOUTms', '0'],
  ['readConcernLevel', 'available'],
  ['readConcernLevel', 'majority'],
  ['readPreference', 'secondaryPreferred'],
  ['retryReads', 'false'],
  ['retryWrites', 'false'],
  ['writeConcern', '1'],
];

const reached = { ...tried, ...taken, ...promised };

/** Does one of everything that writes. */
const writeAll = async ({ accounts, tokens, contacts, messages, uploadHandles, ...records }: MongodbRecords) => {
  const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
  await right(accounts.change(id, { name: 'Acme Ltd' }, NOW));
  const hash = 'a'.repeat(64) as never;
  const token = { accountId: ACME, hash, scopes: [], name: 'x', createdAt: NOW, expiresAt: null, lastFour: 'abcd' };
  await right(tokens.create(token as never));
  await right(contacts.findOrCreate(ACME, newContact(1), -1, NOW));
  const message = await right(messages.open(draft({ key: key('k') }), -1, NOW));
  await right(messages.renew(refOf(message), NOW + 1));
  await outcomeOf(messages, message, { _tag: 'Accepted', wamid: 'w', shown: { ...nothingShown, waId: '77' }, at: NOW });
  await right(uploadHandles.keep(mediaId('m'), '1', '42', NOW));
  await right(uploadHandles.forget(mediaId('m'), '1'));
  await right(records.rateLimiter.count('t', 3));
  await right(records.prune(NOW + 1));
  let now = NOW;
  const media = mongodbMediaStorage(records.database, () => now);
  await publishAll(media, noise(1_000), 'application/pdf', { id: ACME, mediaKey: 'a'.repeat(43) });
  await (await stageAll(media, noise(2_000))).discard();
  now += 30 * MINUTE;
  await right(media.sweep);
  await media.close();
};

withMongodb(() => {
  describe('an option of MONGODB_URL', () => {
    let database: TestDatabase;
    let wire: Wire;
    let commands: Document[];

    before(async () => {
      database = await makeDatabase();
      wire = await startWire(database.url, (command, { carryOut }) => {
        commands.push(command);
        return carryOut();
      });
    });
    beforeEach(() => {
      commands = [];
    });
    afterEach(() => database.db.dropDatabase());
    after(async () => {
      await wire.close();
      await database.drop();
    });

    const withOption = (option: string, value: string): string =>
      `mongodb://${wire.address}/${database.db.databaseName}?${option}=${encodeURIComponent(value)}`;

    for (const [option, value] of [...Object.entries({ ...tried, ...promised }), ...Object.entries({ none: '' })])
      it(`leaves every write on the wire as it is promised: ${option}=${value}`, async () => {
        const plain = `mongodb://${wire.address}/${database.db.databaseName}`;
        const records = await openPatiently(option === 'none' ? plain : withOption(option, value));
        await writeAll(records);
        await records.close();
        const writes = ['insert', 'update', 'delete', 'findAndModify', 'createIndexes'];
        for (const name of writes) {
          const those = commands.filter((command) => name in command);
          expect(those, name).to.not.deep.equal([]);
          for (const { writeConcern } of those) expect(writeConcern).to.deep.equal({ w: 'majority', j: true });
        }
        for (const command of commands.filter(({ writeConcern }) => writeConcern === undefined)) {
          expect(command['$readPreference'] ?? { mode: 'primary' })
            .to.have.property('mode')
            .that.matches(/^primary/);
          expect(command['readConcern'] ?? { level: 'local' }).to.deep.equal({ level: 'local' });
        }
      });

    it('is taken where it says how the database is reached', () => {
      for (const [option, value] of Object.entries(reached))
        for (const name of [option, option.toUpperCase()])
          expect(refusedOption(withOption(name, value)), name).to.equal(null);
    });

    for (const [option, value] of contradictions)
      it(`is refused, and named, where it contradicts the promises: ${option}=${value}`, async () => {
        const { sentence, ...fault } = await faultOf(openPatiently(withOption(option, value)));
        expect(fault).to.include({ _tag: 'OptionRefused', option });
        expect(sentence).to.match(new RegExp(`^MONGODB_URL: the option ${option} contradicts that .*; leave it out$`));
        expect(commands).to.deep.equal([]);
      });

    it('is refused whatever it says, but for those above', async () => {
      const others = Object.keys(OPTIONS).filter((option) => reached[option] === undefined);
      expect(others).to.include.members(['promoteBuffers', 'raw', 'timeoutMS', 'waitQueueTimeoutMS']);
      for (const option of [...others, 'unheardOf'])
        for (const value of ['true', 'false', '1', 'majority'])
          expect(refusedOption(withOption(option, value)), option).to.include({ option });
      const { sentence } = await faultOf(openPatiently(withOption('s3cret%', 'x')));
      expect(sentence).to.match(/^MONGODB_URL: the option after the \? is not one that Postcard takes; leave it out$/);
    });

    it('is found wherever the driver finds it', () => {
      for (const url of [
        'mongodb://h?w=0',
        'mongodb://h,h2:3/?w=0',
        'mongodb://u:p@h/db?appName=a@b&w=0',
        'mongodb://u:p@h/db?w=0#x',
        'mongodb://h/db?%77=0',
        'mongodb://%2Ftmp%2Fx.sock/db?w=0',
        'mongodb+srv://u:p@c.example.com/?w=0',
        'mongodb://h/db?w=majority&W=0',
      ])
        expect(refusedOption(url), url).to.include({ _tag: 'OptionRefused', why: 'writes' });
    });

    it('is refused in a DNS record too', async () => {
      const { resolve } = dns;
      const answers: Readonly<Record<string, unknown>> = {
        SRV: [{ name: 'db1.cluster.example.com', port: 1, priority: 0, weight: 0 }],
        TXT: [['w=0&j=false']],
      };
      dns.resolve = ((_name: string, type: string) => Promise.resolve(answers[type])) as typeof resolve;
      try {
        const { _tag, sentence } = await faultOf(openPatiently('mongodb+srv://ann:s3cret@x.cluster.example.com/db'));
        expect(_tag).to.equal('BadUrl');
        expect(sentence).to.include('Text record may only set any of: authSource, replicaSet, loadBalanced');
      } finally {
        dns.resolve = resolve;
      }
    });
  });
});
