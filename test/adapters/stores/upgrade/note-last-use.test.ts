import { expect } from 'chai';
import { openStores } from '../../../../src/app/stores.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { mayDeleteByAge } from '../../../../src/domain/model/service-time.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { key, right, some } from '../../../contracts/support.js';
import { testServer } from '../../../support/mongodb/server.js';
import { oldStores, upgradeStores } from '../../../support/old-stores.js';
import { configOf } from '../../../support/service.js';

for (const store of ['files', 'MongoDB'] as const)
  describe(`an upgraded store in ${store}`, () => {
    before(async function () {
      this.timeout(180_000);
      if (store === 'MongoDB' && (await testServer()) === null) this.skip();
    });

    it('notices at its first start that the clock has jumped since its last message, and frees no key', async () => {
      const { settings, shown, remove } = await oldStores[store]('');
      try {
        await upgradeStores(settings);
        const stores = await openStores(configOf(settings));
        const newest = Math.max(...shown.messages.map(({ created_at }) => Date.parse(String(created_at))));
        expect(mayDeleteByAge(await right(stores.service.look(newest + 400 * DAY)))).to.equal(false);
        const held = await some(stores.messages.byKey(1 as AccountId, key(shown.keyed.key)));
        expect(held.key).to.equal(shown.keyed.key);
        await stores.close();
      } finally {
        await remove();
      }
    });
  });
