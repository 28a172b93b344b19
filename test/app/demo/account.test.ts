import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { sha256 } from '../../../src/adapters/system/digest.js';
import { openStores } from '../../../src/app/stores.js';
import { readConfig } from '../../../src/app/config.js';
import { prepareDemo } from '../../../src/app/demo/account.js';
import { type Damaged } from '../../../src/domain/ports/store.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { fateOf } from '../../../src/sandbox/meta/behaviours.js';
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
    await orThrow(stores.accounts.create({ name: randomBytes(4).toString('hex'), demo: false }));
    expect(await prepareDemo({ ...stores, onDamaged: unexpected }, folder.path)).to.equal(null);
    await stores.close();
    await folder.remove();
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
