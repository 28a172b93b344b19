import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import {
  isParentId,
  isUserId,
  maskUserId,
  parseUserId,
  type UserId,
} from '../../../../src/domain/model/contact/user-id.js';
import { parseRecipient } from '../../../../src/domain/model/contact/recipient-fields.js';
import { givenFields } from '../../../../src/domain/model/given-fields.js';

const LONGEST = `US.${'a'.repeat(128)}`;

describe('a user id', () => {
  it('has a country, a dot, and letters and digits', () => {
    for (const id of ['US.13491208655302741918', 'DE.1', 'BR.aZ09', LONGEST, 'US.ENT.11815799212886844830', 'US.ENT'])
      expect(parseUserId(id), id).to.deep.equal(E.right(id));
  });

  it('is nothing else', () => {
    for (const text of [
      'us.1',
      'US.',
      'US',
      'U.1',
      'USA.1',
      'US.1.2',
      'US.ENT.',
      'US.ent.1',
      'US,1',
      'US. 1',
      'US.1\n',
      'US.é',
      'ＵＳ.1',
      'US.1\u0000',
      `${LONGEST}a`,
      '+14155550123',
      '',
    ]) {
      expect(isUserId(text), JSON.stringify(text)).to.equal(false);
      expect(E.isLeft(parseUserId(text)), JSON.stringify(text)).to.equal(true);
    }
    for (const value of [null, undefined, 1, {}, ['US.1']]) expect(isUserId(value)).to.equal(false);
  });

  it('is told from the id for linked portfolios, and is not shown whole', () => {
    expect(isParentId('US.ENT.118' as UserId)).to.equal(true);
    expect(isParentId('US.118ENT' as UserId)).to.equal(false);
    expect(maskUserId('US.13491208655302741918')).to.equal('US.13*****18');
    expect(maskUserId('US.1')).to.equal('US.***');
  });
});

describe('the fields that name a recipient', () => {
  const read = (phone: string | undefined, userId: string | undefined) =>
    parseRecipient(
      givenFields([
        { name: 'phone', value: phone },
        { name: 'user_id', value: userId },
      ]),
    );
  const faultsOf = (phone: string | undefined, userId: string | undefined) => {
    const checked = read(phone, userId);
    return E.isLeft(checked) ? checked.left.map(({ field, missing }) => (missing ? `${field} missing` : field)) : [];
  };

  it('are a number, a user id, or both', () => {
    expect(read('+1 415 555 0123', undefined)).to.deep.equal(E.right({ phone: '14155550123', userId: null }));
    expect(read('', ' US.1 ')).to.deep.equal(E.right({ phone: null, userId: 'US.1' }));
    expect(read('14155550123', 'US.ENT.1')).to.deep.equal(E.right({ phone: '14155550123', userId: 'US.ENT.1' }));
  });

  it('are one of the two at least, and each is judged by itself', () => {
    expect(faultsOf(undefined, '')).to.deep.equal(['phone missing']);
    expect(faultsOf(undefined, 'us.1')).to.deep.equal(['user_id']);
    expect(faultsOf('12', 'us.1')).to.deep.equal(['phone', 'user_id']);
    expect(faultsOf('12', 'US.1')).to.deep.equal(['phone']);
  });

  it('say which of them an id of the other kind goes into', () => {
    const messages = (phone: string | undefined, userId: string | undefined) => {
      const checked = read(phone, userId);
      return E.isLeft(checked) ? checked.left.map(({ message }) => message).join() : '';
    };
    for (const id of ['US.13491208655302741918', 'us.1', 'US.ENT.1'])
      expect(messages(id, undefined)).to.contain('user_id');
    expect(messages(undefined, '+1 (415) 555-0123')).to.contain('phone');
    expect(messages(undefined, undefined)).to.contain('phone').and.to.contain('user_id');
  });
});
