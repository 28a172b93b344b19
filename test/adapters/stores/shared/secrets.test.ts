import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { randomBytes } from 'node:crypto';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { checkOf, sealAccount, sealerFor, unsealAccount } from '../../../../src/adapters/stores/shared/secrets.js';
import { keySealer, plainSealer, type Sealer } from '../../../../src/kit/crypto/sealer.js';
import { account as plain } from '../../../support/happy-ports.js';

const account: Account = {
  ...plain,
  whatsapp: { ...plain.whatsapp, accessToken: 'marked-1', appSecret: 'marked-2', verifyToken: 'marked-3' },
  webhook: { url: 'https://example.com/hook', secret: 'marked-4' },
};
const key = randomBytes(32);

const sealerOf = (given: Uint8Array | null, check: string | null): Sealer => {
  const judged = sealerFor(given, check);
  if (E.isLeft(judged)) expect.fail(judged.left);
  return judged.right;
};

class KeyGone extends Error {}
class Broken extends Error {}
const faults = { keyMissing: () => new KeyGone(), damaged: () => new Broken() };

describe('the key of a store', () => {
  it('is any key where none was set yet, and then that one alone', () => {
    const check = checkOf(sealerOf(key, null));
    expect(sealerOf(key, check).sealing).to.equal(true);
    expect(sealerFor(randomBytes(32), check)).to.deep.equal(E.left('WrongKey'));
    expect(sealerFor(null, check)).to.deep.equal(E.left('KeyMissing'));
  });

  it('is wrong where what the store remembers of it is damaged', () => {
    for (const check of ['', 'v1.', 'these secrets are sealed', keySealer(key).seal('another text')])
      expect(sealerFor(key, check)).to.deep.equal(E.left('WrongKey'));
  });

  it('is none where none is given and none was set', () => {
    expect(sealerOf(null, null).sealing).to.equal(false);
  });
});

describe("an account's secrets", () => {
  it('are all hidden by a key, and come back with it', () => {
    const sealer = keySealer(key);
    const stored = sealAccount(account, sealer);
    expect(JSON.stringify(stored)).to.not.include('marked');
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
});
