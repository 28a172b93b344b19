import { expect } from 'chai';
import { type Document } from 'mongodb';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { draft, key, newContact, NOW, right, some, times, whole } from '../contracts/support.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { startProxy } from '../support/mongodb/proxy.js';
import { diskFull, loginRefused, startRefusingProxy } from '../support/mongodb/refusing-proxy.js';
import { postcard } from '../support/cli.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';
import {
  accepted,
  ENCRYPTION_KEY,
  everything,
  type FilledStore,
  makeFilledStore,
  open,
  UNLIMITED,
} from './filled-store.js';
import { postcardHere } from './in-process.js';

const isLastWrite = (command: Document): boolean => JSON.stringify(command['updates']).includes('"finished":true');

withMongodb(() => {
  describe('a store that has moved away, or not quite', () => {
    let filled: FilledStore;
    let folder: TempDir;
    let database: TestDatabase;
    let settings: Record<string, string>;

    before(async () => (filled = await makeFilledStore()));
    after(() => filled.remove());
    beforeEach(async () => {
      folder = await makeTempDir();
      database = await makeDatabase();
      const dataDir = join(folder.path, 'data');
      await filled.copyTo(dataDir);
      settings = { DATA_DIR: dataDir, ENCRYPTION_KEY };
    });
    afterEach(async () => {
      await killProcesses();
      await folder.remove();
      await database.drop();
    });

    const migrate = (url = database.url) => postcardHere(settings, '--json', 'migrate', '--to', url);
    const nameOf = (url: string): string => new URL(url).host + new URL(url).pathname;
    const served = async (more: Readonly<Record<string, string>>) => {
      const { code, stderr } = await startProcess({ ...settings, ...more }).ended;
      return { code, stderr };
    };
    const inDatabase = { get: () => open({ MONGODB_URL: database.url }) };
    const expectSame = async (): Promise<void> => {
      const [before, after] = [await open(settings), await inDatabase.get()];
      expect(await everything(after)).to.deep.equal(await everything(before));
      await before.close();
      await after.close();
    };
    /** Runs it once, up to the command that the database refuses, for which nothing is repeated. */
    const cut = async (commands: readonly string[], collection: string, isMeant?: (command: Document) => boolean) => {
      const proxy = await startRefusingProxy(database.url);
      proxy.refuse(diskFull, commands, collection, isMeant);
      const run = await migrate(proxy.url);
      await proxy.close();
      expect(run.code).to.equal(1);
      expect(run.stderr).to.match(/refuses what it is sent \(No space left on device\); .*run the command again/);
    };

    it('is served by no server afterwards and written to by no command, and says where everything is; so does each copy', async () => {
      const stores = await open(settings);
      const token = (await whole(stores.tokens.list(1 as AccountId)))[0]?.id ?? '';
      await stores.close();
      expect((await migrate()).code).to.equal(0);
      await cp(settings['DATA_DIR'] ?? '', join(folder.path, 'copy'), {
        recursive: true,
        filter: (path) => !path.includes('server-'),
      });
      for (const dataDir of ['data', 'copy']) {
        const moved = { DATA_DIR: join(folder.path, dataDir), ENCRYPTION_KEY };
        const where = `is out of use: everything has moved to ${nameOf(database.url)}; set MONGODB_URL`;
        const server = await startProcess(moved).ended;
        expect(server.code).to.equal(78);
        // A copy is checked before it is read, which the log says.
        const [last, ...before] = server.stderr.trimEnd().split('\n').reverse();
        expect(last).to.contain(where);
        expect(before.every((line) => line.startsWith('{"level":"info"'))).to.equal(true);
        for (const words of [
          ['account', 'create', '--name', 'x'],
          ['account', 'set', '1', '--name', 'x'],
          ['token', 'revoke', token],
          ['token', 'create', '--account', '1', '--name', 'x', '--scope', 'messages:send'],
          ['status', 'create', '--account', '1', '--name', 'x'],
          ['contact', 'opt-out', '1', '--account', '1'],
        ]) {
          const { code, stderr } = await postcardHere(moved, ...words);
          expect(code, words.join(' ')).to.equal(78);
          expect(stderr).to.contain(where);
        }
        expect((await postcardHere(moved, 'account', 'list')).code).to.equal(0);
      }
      await expectSame();
    });

    it('never names the user or the password of the database', async () => {
      const url = new URL(database.url);
      const proxy = await startRefusingProxy(database.url);
      proxy.refuse(loginRefused, ['saslStart', 'saslContinue', 'hello', 'ismaster']);
      url.username = 'joe';
      url.password = 'hush-hush';
      url.host = new URL(proxy.url).host;
      const { code, stderr } = await migrate(url.href);
      await proxy.close();
      expect(code).to.equal(78);
      expect(stderr).not.to.match(/hush|joe/);
    });

    it('says so when it is moved once more: there it has been done, elsewhere it is refused', async () => {
      const first = await migrate();
      const again = await migrate();
      expect(again).to.deep.include({ code: 0, stdout: first.stdout });
      expect(again.stderr).to.match(/is already in [^\n]*Set MONGODB_URL/);

      const other = await makeDatabase();
      const elsewhere = await migrate(other.url);
      expect(elsewhere.code).to.equal(78);
      expect(elsewhere.stderr).to.contain(`everything has moved to ${nameOf(database.url)}`);
      expect(await other.db.listCollections().toArray()).to.deep.equal([]);
      await other.drop();
    });

    it('is served from neither side if the last step is cut, and the next run does only that', async () => {
      await cut(['update'], 'settings', isLastWrite);
      expect((await served({})).stderr).to.contain('everything has moved to');
      const half = await served({ MONGODB_URL: database.url });
      expect(half.code).to.equal(78);
      expect(half.stderr).to.match(/not filled to the end; run postcard migrate once more/);

      const sent: string[] = [];
      const wire = await startProxy(database.url, (command) => sent.push(...Object.keys(command).slice(0, 1)));
      expect((await migrate(wire.url)).code).to.equal(0);
      await wire.close();
      expect(sent).not.to.include('insert');
      expect((await served({})).code).to.equal(78);
      await expectSame();
    });

    it('goes on behind what arrived', async () => {
      await cut(['insert'], 'counters');
      const inserted: unknown[] = [];
      const wire = await startProxy(database.url, (command) => {
        if (command['insert'] !== undefined) inserted.push(command['insert']);
      });
      expect((await migrate(wire.url)).code).to.equal(0);
      await wire.close();
      expect(inserted).to.include.members(['counters', 'media.files']);
      const before = ['accounts', 'tokens', 'contacts', 'conversations', 'messages'];
      expect(inserted.filter((name) => before.includes(String(name)))).to.deep.equal([]);
      await expectSame();
    });

    it('can be served again after a cut, and what changed then arrives with the next run', async () => {
      await cut(['insert'], 'media.chunks');
      const stores = await open(settings);
      const account = 1 as AccountId;
      const sent = await right(stores.messages.open(draft({ key: key('since then') }), UNLIMITED, NOW));
      const contact = await some(stores.contacts.byId(account, sent.contactId));
      await right(stores.messages.settle(refOf(sent), accepted('w-since'), contact, []));
      await right(
        stores.messages.recordStatus(
          account,
          { wamid: 'w1', mark: null, shown: nothingShown, status: 'read', at: NOW },
          NOW,
        ),
      );
      await right(stores.contacts.findOrCreate(account, newContact(60), UNLIMITED, NOW));
      await stores.close();
      expect((await postcardHere(settings, 'account', 'set', '1', '--name', 'Renamed')).code).to.equal(0);
      expect((await migrate()).code).to.equal(0);
      await expectSame();
    });

    it('is copied from the beginning if a server ran on it in between, even one that changed no record', async () => {
      await cut(['insert'], 'media.chunks');
      const server = startProcess({ ...settings, WHATSAPP_API_URL: 'https://graph.facebook.com' });
      await untilListening(server);
      server.signal('SIGTERM');
      await server.ended;
      const inserted: unknown[] = [];
      const wire = await startProxy(database.url, (command) => inserted.push(command['insert']));
      expect((await migrate(wire.url)).code).to.equal(0);
      await wire.close();
      expect(inserted).to.include.members(['accounts', 'messages', 'media.files']);
      await expectSame();
    });

    it('is not moved while the database lacks a record, and the next run brings it', async () => {
      await cut(['insert'], 'counters');
      await database.db.collection('messages').deleteOne({ accountId: 2, id: 3 });
      const { code, stderr } = await migrate();
      expect(code).to.equal(1);
      expect(stderr).to.contain('Not everything arrived: messages. No server can use the database yet');
      expect((await served({ MONGODB_URL: database.url })).code).to.equal(78);
      expect((await migrate()).code).to.equal(0);
      await expectSame();
    });

    it('must be there: a wrong DATA_DIR makes no store and touches no database', async () => {
      const nowhere = join(folder.path, 'nowhere');
      const run = await postcardHere({ DATA_DIR: nowhere, ENCRYPTION_KEY }, 'migrate', '--to', database.url);
      expect(run.code).to.equal(78);
      expect(run.stderr).to.match(
        /^DATA_DIR: there is no store in [^\n]*nowhere; set DATA_DIR or MONGODB_URL[^\n]*\n$/,
      );
      expect(existsSync(nowhere)).to.equal(false);
      expect(await database.db.listCollections().toArray()).to.deep.equal([]);
    });

    it('is not taken out of use if a command writes to it while it is copied, and the next run copies that too', async () => {
      const wire = await startProxy(database.url, (command) => {
        if (command['insert'] === 'contacts') wire.stall();
      });
      const running = postcard(settings, 'migrate', '--to', wire.url);
      await until(
        'the copy to be under way',
        async () => (await database.db.collection('tokens').countDocuments()) > 0,
      );
      expect((await postcardHere(settings, 'account', 'create', '--name', 'Late')).code).to.equal(0);
      wire.restore();
      const { code, stderr } = await running;
      await wire.close();
      expect(code).to.equal(1);
      expect(stderr).to.contain('has changed DATA_DIR meanwhile');
      expect((await served({ MONGODB_URL: database.url })).code).to.equal(78);
      const again = await migrate();
      expect(again.code, again.stderr).to.equal(0);
      await expectSame();
      const after = await inDatabase.get();
      expect(await whole(after.accounts.list)).to.have.length(3);
      await after.close();
    });

    it('says which records of a database have the place of its own', async () => {
      await cut(['insert'], 'contacts');
      const { phone } = newContact(3).recipient;
      await database.db.collection('contacts').insertOne({ accountId: 1, id: 99, phone, waId: null });
      const { code, stderr } = await migrate();
      expect(code).to.equal(1);
      expect(stderr).to.contain(`${nameOf(database.url)} holds other records in contacts; name a database`);
      expect(stderr).not.to.contain(phone);
    });

    it('touches no database that a server has opened, even one without an account', async () => {
      const used = await inDatabase.get();
      await used.close();
      const { code, stderr } = await migrate();
      expect(code).to.equal(78);
      expect(stderr).to.match(/is in use, or was filled from another store; name a database that does not exist yet/);
      expect(await database.db.collection('settings').countDocuments({ _id: 'move' as never })).to.equal(0);
      await (await inDatabase.get()).close();
    });

    it('arrives in batches of 500 of every kind, from one account too', async () => {
      const many = 1_100;
      const stores = await open(settings);
      await Promise.all(
        times(many, async (index) => {
          const { contact } = await right(
            stores.contacts.findOrCreate(1 as AccountId, newContact(1_000 + index), UNLIMITED, NOW),
          );
          await right(stores.messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
        }),
      );
      await stores.close();
      const sizes: Record<string, number[]> = {};
      const wire = await startProxy(database.url, (command) => {
        const { insert, documents } = command as { insert?: string; documents: readonly unknown[] };
        if (insert !== undefined) (sizes[insert] ??= []).push(documents.length);
      });
      expect((await migrate(wire.url)).code).to.equal(0);
      await wire.close();
      for (const kind of ['contacts', 'conversations', 'messages'])
        expect(sizes[kind]?.slice(0, 2), kind).to.deep.equal([500, 500]);
      for (const [kind, list] of Object.entries(sizes)) expect(Math.max(...list), kind).to.be.at.most(500);
      await expectSame();
    });
  });
});
