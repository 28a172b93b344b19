import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { type Account } from '../../../../../src/domain/model/account/account.js';
import {
  needsSealing,
  sealAccount,
  sealStored,
  unsealAccount,
} from '../../../../../src/adapters/stores/shared/sealing/secrets.js';
import { keySealer, plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { account as plain } from '../../../../support/happy-ports.js';

const account: Account = {
  ...plain,
  whatsapp: { ...plain.whatsapp, accessToken: 'marked-1', appSecret: 'marked-2', verifyToken: 'marked-3' },
};
const key = randomBytes(32);

class KeyGone extends Error {}
class Broken extends Error {}
const faults = { keyMissing: () => new KeyGone(), damaged: () => new Broken() };

describe("an account's secrets", () => {
  it('are all hidden by a key, and come back with it', () => {
    const sealer = keySealer(key);
    const stored = sealAccount(account, sealer);
    expect(JSON.stringify(stored)).to.not.include('marked');
    expect(unsealAccount(stored, sealer, faults)).to.deep.equal(account);
  });

  it('are all hidden also before an upgrade has taken the former webhook away', () => {
    const sealer = keySealer(key);
    const webhook = { url: 'https://example.com/hook', secret: 'marked-4' };
    const stored = sealStored({ ...sealAccount(account, plainSealer), webhook }, sealer);
    expect(JSON.stringify(stored)).to.not.include('marked');
    expect(stored).to.have.nested.property('webhook.url', webhook.url);
    expect(sealer.unseal(stored.webhook?.secret ?? '')).to.equal('marked-4');
    expect(unsealAccount(stored, sealer, faults)).to.deep.equal(account);
  });

  it('are as they were in a store without a key, also once one is set', () => {
    const stored = sealAccount(account, plainSealer);
    for (const sealer of [plainSealer, keySealer(key)])
      expect(unsealAccount(stored, sealer, faults)).to.deep.equal(account);
  });

  it('fail the store where this process has no key, and the one account where they are damaged', () => {
    const sealer = keySealer(key);
    const stored = sealAccount(account, sealer);
    expect(() => unsealAccount(stored, plainSealer, faults)).to.throw(KeyGone);
    for (const accessToken of ['', 'v1.', 'marked-1', keySealer(randomBytes(32)).seal('x')])
      expect(() =>
        unsealAccount({ ...stored, whatsapp: { ...stored.whatsapp, accessToken } }, sealer, faults),
      ).to.throw(Broken);
  });

  it('need sealing where one of them is in the clear, or sealed with another key', () => {
    const other = randomBytes(32);
    const [sealer, former] = [keySealer(key, other), keySealer(other)];
    expect(needsSealing(sealAccount(account, plainSealer), sealer)).to.equal(true);
    const stored = sealAccount(account, sealer);
    expect(needsSealing(stored, sealer)).to.equal(false);
    expect(needsSealing(sealAccount(plain, sealer), sealer)).to.equal(false);
    for (const name of ['accessToken', 'appSecret', 'verifyToken'])
      expect(
        needsSealing({ ...stored, whatsapp: { ...stored.whatsapp, [name]: former.seal('x') } }, sealer),
        name,
      ).to.equal(true);
  });
});
