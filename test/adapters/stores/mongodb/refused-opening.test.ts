import { expect } from 'chai';
import { Binary, type Document } from 'mongodb';
import { readConfig } from '../../../../src/app/config.js';
import { startService } from '../../../../src/app/service.js';
import { SettingsFailure } from '../../../../src/app/settings-failure.js';
import { type DatabaseFault } from '../../../../src/adapters/stores/mongodb/database/database-fault.js';
import { openMongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';
import { makeLog } from '../../../../src/kit/logging/log.js';
import { orThrow } from '../../../../src/kit/or-throw.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { type Play, startWire, type Wire } from '../../../support/mongodb/wire.js';
import { faultOf } from './fault-of.js';
import { openPatiently } from './fresh.js';

/** What servers refuse, by their codes, and what is said of it. */
const refusals: readonly (readonly [code: number, name: string, fault: DatabaseFault['_tag'], sentence: RegExp])[] = [
  [2, 'BadValue', 'OpenFailed', /refuses to be opened \(.*\); mend that/],
  [9, 'FailedToParse', 'OpenFailed', /mend that/],
  [10_334, 'BSONObjectTooLarge', 'OpenFailed', /mend that/],
  [14_031, 'OutOfDiskSpace', 'OpenFailed', /mend that/],
  [26, 'NamespaceNotFound', 'OpenFailed', /mend that/],
  [100, 'UnsatisfiableWriteConcern', 'OpenFailed', /mend that/],
  [121, 'DocumentValidationFailure', 'OpenFailed', /mend that/],
  [424_242, 'Unheard', 'OpenFailed', /mend that/],
  [11_000, 'DuplicateKey', 'Duplicates', /equal values .* remove all but one/],
  [13, 'Unauthorized', 'NotAllowed', /must have the role readWrite/],
  [8_000, 'AtlasError', 'NotAllowed', /must have the role readWrite/],
  [20, 'IllegalOperation', 'Unsupported', /use MongoDB 4.4 or newer/],
  [59, 'CommandNotFound', 'Unsupported', /use MongoDB 4.4 or newer/],
  [115, 'CommandNotSupported', 'Unsupported', /use MongoDB 4.4 or newer/],
  [67, 'CannotCreateIndex', 'OtherIndex', /drop the index/],
  [85, 'IndexOptionsConflict', 'OtherIndex', /drop the index/],
  [86, 'IndexKeySpecsConflict', 'OtherIndex', /drop the index/],
  [50, 'MaxTimeMSExpired', 'TooSlow', /did not open in time .* start again/],
  [10_107, 'NotWritablePrimary', 'NotPrimary', /is not a primary .*\?replicaSet=/],
];

/** The commands of an opening, each of which may be the one that is refused. */
const commands = ['find', 'insert', 'createIndexes'] as const;

withMongodb(() => {
  describe('an opening that the server refuses', () => {
    let database: TestDatabase;
    let wire: Wire;
    let refusal: (command: Document) => Document | null;

    const play: Play = (command, { carryOut }) => {
      // The server has no logins: it lets in all who have one.
      if ('saslStart' in command) return { ok: 1, done: true, conversationId: 1, payload: new Binary(Buffer.of()) };
      return refusal(command) ?? carryOut();
    };
    beforeEach(async () => {
      database = await makeDatabase();
      refusal = () => null;
      wire = await startWire(database.url, play);
    });
    afterEach(async () => {
      await wire.close();
      await database.drop();
    });

    const withLogin = (): string =>
      `${wire.url.replace('//', '//ann:s3cret@')}&authMechanism=PLAIN&authSource=$external`;
    const refuse = (name: string, answer: Document): void => {
      refusal = (command) => (name in command ? { ok: 0, errmsg: 'refused\n\tfor a reason', ...answer } : null);
    };

    for (const [code, codeName, tag, sentence] of refusals)
      it(`says what to do: ${code} ${codeName}`, async () => {
        for (const command of code === 11_000 ? (['createIndexes'] as const) : commands) {
          refuse(command, { code, codeName });
          const fault = await faultOf(openPatiently(withLogin()));
          expect([command, fault._tag]).to.deep.equal([command, tag]);
          expect(fault.sentence).to.match(sentence);
        }
      });

    it('says that the URL has no login', async () => {
      for (const code of [13, 8_000]) {
        refuse('find', { code, codeName: 'Unauthorized', errmsg: 'Command find requires authentication' });
        const { _tag, sentence } = await faultOf(openPatiently(wire.url));
        expect(_tag).to.equal('LoginMissing');
        expect(sentence).to.match(/the URL has no user; write mongodb:\/\/USER:PASSWORD@/);
      }
    });

    it('says that the login is refused', async () => {
      for (const answer of [
        { code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' },
        { code: 8_000, codeName: 'AtlasError', errmsg: 'bad auth : authentication failed' },
      ]) {
        refusal = (command) => ('saslStart' in command ? { ok: 0, ...answer } : null);
        await wire.close();
        wire = await startWire(database.url, (command, { carryOut }) => refusal(command) ?? carryOut());
        expect(await faultOf(openPatiently(withLogin()))).to.include({ _tag: 'LoginRefused' });
      }
    });

    it('names the index that documents keep from being built, and none of their values', async () => {
      const contacts = database.db.collection('contacts');
      await contacts.insertMany([1, 2].map((id) => ({ accountId: 1, id, phone: '+14155550123' })));
      const { sentence } = await faultOf(openPatiently(wire.url));
      expect(sentence).to.include('contacts/contact_by_phone').and.not.include('4155550123');
    });

    it('says that an index of the same name is another one', async () => {
      await database.db.collection('contacts').createIndex({ waId: 1 }, { name: 'contact_by_phone' });
      refusal = (command) =>
        command['createIndexes'] === 'contacts'
          ? { ok: 0, code: 86, codeName: 'IndexKeySpecsConflict', errmsg: 'An existing index has the same name' }
          : null;
      expect((await faultOf(openPatiently(wire.url))).sentence).to.include('An existing index has the same name');
    });

    it('says that the server is too old for the driver', async () => {
      await wire.close();
      wire = await startWire(database.url, async (_command, { carryOut }) => {
        const answer = await carryOut();
        return 'maxWireVersion' in answer ? { ...answer, maxWireVersion: 6 } : answer;
      });
      const patience = { selection: 500, connect: 500, socket: 500, start: 0 };
      const opening = openMongodbRecords({ url: wire.url, encryptionKey: null, patience });
      expect(await faultOf(opening)).to.include({ _tag: 'Unsupported' });
    });

    it('is one line and exit code 78 also where a start gets on to the messages', async () => {
      for (const answer of [{ code: 2 }, { code: 13 }, { code: 14_031 }]) {
        refusal = (command) => (command['find'] === 'messages' ? { ok: 0, errmsg: 'refused', ...answer } : null);
        const config = await orThrow(() => Promise.resolve(readConfig({ MONGODB_URL: withLogin(), PORT: '0' })));
        const started = startService(config, makeLog('silent'), new AbortController().signal);
        const error = await started.then(
          async (service) => service?.stop(),
          (reason: unknown) => reason,
        );
        expect(error).to.be.instanceOf(SettingsFailure);
      }
    });
  });
});
