import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { randomBytes } from 'node:crypto';
import { checkOf, hasOwnCheck, sealerFor } from '../../../../../src/adapters/stores/shared/sealing/store-keys.js';
import { keySealer, plainSealer, type Sealer } from '../../../../../src/kit/crypto/sealer.js';

const [key, other, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const [check, otherCheck] = [checkOf(keySealer(key)), checkOf(keySealer(other))];

const faultOf = (key: Uint8Array | null, old: Uint8Array | null, ...checks: string[]): string | null => {
  const judged = sealerFor({ key, old }, checks);
  return E.isLeft(judged) ? judged.left : null;
};

describe('the keys of a store', () => {
  it('are any where none was set yet, and then those alone', () => {
    expect(faultOf(key, null)).to.equal(null);
    expect(faultOf(key, null, check)).to.equal(null);
    expect(faultOf(other, null, check)).to.equal('WrongKey');
    expect(faultOf(null, null, check)).to.equal('KeyMissing');
  });

  it('are the same two in either order, also where both are in use', () => {
    for (const checks of [[check], [otherCheck], [check, otherCheck], [otherCheck, check]]) {
      expect(faultOf(key, other, ...checks)).to.equal(null);
      expect(faultOf(other, key, ...checks)).to.equal(null);
    }
  });

  it('are not enough where another one is in use too', () => {
    expect(faultOf(key, null, check, otherCheck)).to.equal('SecondKeyMissing');
    expect(faultOf(other, third, check, otherCheck)).to.equal('SecondKeyMissing');
    expect(faultOf(third, null, check, otherCheck)).to.equal('WrongKey');
  });

  it('are wrong where what the store remembers of them is damaged', () => {
    for (const damaged of ['', 'v1.', 'these secrets are sealed', keySealer(key).seal('another text')])
      expect(faultOf(key, other, damaged)).to.equal('WrongKey');
  });

  it('may be one key given twice', () => {
    expect(faultOf(key, key, check)).to.equal(null);
  });

  it('are none where none is given and none was set', () => {
    const judged = sealerFor({ key: null, old: null }, []);
    expect(E.isRight(judged) && judged.right.sealing).to.equal(false);
  });

  it('have a check value each; only its own counts for the key that seals', () => {
    const both: Sealer = keySealer(key, other);
    expect(hasOwnCheck([], both)).to.equal(false);
    expect(hasOwnCheck([otherCheck], both)).to.equal(false);
    expect(hasOwnCheck([otherCheck, check], both)).to.equal(true);
    expect(hasOwnCheck([keySealer(key).seal('another text')], both)).to.equal(false);
    expect(hasOwnCheck([], plainSealer)).to.equal(true);
  });
});
