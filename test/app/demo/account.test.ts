import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { sha256 } from '../../../src/adapters/system/digest.js';
import { type FilesystemRecords, openFilesystemRecords } from '../../../src/adapters/stores/filesystem/records.js';
import { openStores } from '../../../src/app/stores.js';
import { readConfig } from '../../../src/app/config.js';
import { prepareDemo } from '../../../src/app/demo/account.js';
import { type Damaged } from '../../../src/domain/ports/store.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { fateOf } from '../../../src/sandbox/meta/behaviours.js';
import { damageAccount, damageToken } from '../../adapters/stores/filesystem/damage.js';
import { openPatiently } from '../../adapters/stores/mongodb/fresh.js';
import { some } from '../../contracts/support.js';
import { makeDatabase, withMongodb } from '../../support/mongodb/database.js';
import { makeTempDir } from '../../support/temp-dir.js';

const configOf = (settings: Readonly<Record<string, string>>) => orThrow(() => Promise.resolve(readConfig(settings)));

const unexpected = ({ what }: Damaged): void => expect.fail(what);

describe('the demo account', () => {
  it('has numbers that the sandbox takes for ordinary ones', async () => {
    const folder = await makeTempDir();
    const stores = await openStores(await configOf({ DATA_DIR: folder.path }));
    await prepareDemo({ ...stores, onDamaged: unexpected }, folder.path);
    const [demo] = (await orThrow(stores.accounts.list)).items;
    for (const id of [demo?.whatsapp.phoneNumberId, demo?.whatsapp.businessAccountId]) {
      expect(id).to.match(/^[0-9]+$/);
      expect(fateOf(id ?? '')).to.equal(undefined);
    }
    await stores.close();
    await folder.remove();
  });

  it('is left out where the store is somebody’s already', async () => {
    const folder = await makeTempDir();
    const stores = await openStores(await configOf({ DATA_DIR: folder.path }));
    await orThrow(stores.accounts.create({ name: randomBytes(4).toString('hex'), demo: false }, Date.now()));
    expect(await prepareDemo({ ...stores, onDamaged: unexpected }, folder.path)).to.equal(null);
    await stores.close();
    await folder.remove();
  });

  it('is finished by the next start where another was ended while it made one', async () => {
    const folder = await makeTempDir();
    const stores = await openStores(await configOf({ DATA_DIR: folder.path }));
    const { id } = await orThrow(stores.accounts.create({ name: 'Demo', demo: true }, Date.now()));
    await orThrow(stores.accounts.addEntry(id, 'staff', 'Alex'));
    const token = await prepareDemo({ ...stores, onDamaged: unexpected }, folder.path);
    const { accountId } = await some(stores.tokens.byHash(sha256(token ?? '')));
    const { items } = await orThrow(stores.accounts.list);
    expect(items.map(({ id }) => id)).to.deep.equal([accountId]);
    expect(items[0]?.whatsapp.phoneNumberId).to.match(/^[0-9]+$/);
    expect(items[0]?.staff.map(({ name }) => name)).to.deep.equal(['Alex']);
    await stores.close();
    await folder.remove();
  });

  describe('beside damaged records', () => {
    const prepare = async (spoil: (records: FilesystemRecords, token: string | null) => Promise<void>) => {
      const folder = await makeTempDir();
      const named: Damaged[] = [];
      const opening = async () => openStores(await configOf({ DATA_DIR: folder.path }));
      const first = await opening();
      const token = await prepareDemo({ ...first, onDamaged: unexpected }, folder.path);
      await first.close();
      const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey: null });
      await spoil(records, token);
      await records.close();
      const again = await opening();
      const second = await prepareDemo({ ...again, onDamaged: (one) => void named.push(one) }, folder.path);
      await again.close();
      await folder.remove();
      return { token, second, named: named.map(({ what }) => what).join() };
    };

    it('gets another token where the record of its own is damaged, which is named', async () => {
      const { token, second, named } = await prepare((records, secret) => damageToken(records, sha256(secret ?? '')));
      expect(second).to.match(/^pc_/).and.not.equal(token);
      expect(named).to.match(/tokens/);
    });

    it('is not made a second time where it is itself damaged, which is named', async () => {
      const { second, named } = await prepare((records) => damageAccount(records, 1));
      expect(second).to.equal(null);
      expect(named).to.match(/accounts record 1/);
    });

    it('is the same where another account is damaged', async () => {
      const { token, second, named } = await prepare(async (records) => {
        const { id } = await orThrow(records.accounts.create({ name: 'Acme', demo: false }, Date.now()));
        await damageAccount(records, id);
      });
      expect(second).to.equal(token);
      expect(named).to.match(/accounts record 2/);
    });
  });

  withMongodb(() => {
    it('is one for all nodes that start at once on an empty database, each with a token of its own', async () => {
      const database = await makeDatabase();
      const nodes = await Promise.all(
        Array.from({ length: 4 }, async () => ({
          stores: { ...(await openPatiently(database.url)), clock: systemClock, digest: sha256 },
          folder: await makeTempDir(),
        })),
      );
      const tokens = await Promise.all(
        nodes.map(({ stores, folder }) => prepareDemo({ ...stores, onDamaged: unexpected }, folder.path)),
      );
      const owners = new Set<number>();
      for (const { stores } of nodes)
        for (const token of tokens)
          owners.add((await some(stores.tokens.byHash(stores.digest(token ?? '')))).accountId);
      expect(owners.size).to.equal(1);
      expect(new Set(tokens).size).to.equal(4);
      for (const { stores, folder } of nodes) {
        await stores.close();
        await folder.remove();
      }
      await database.drop();
    });
  });
});
