import { expect } from 'chai';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { type Contact, type ContactId, madeContact, noDetails } from '../../../../src/domain/model/contact/contact.js';
import {
  hasShownIds,
  isWithoutLoss,
  withChange,
  withMissing,
  withShown,
} from '../../../../src/domain/model/contact/shown-person.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { recipient, shown } from '../../../support/any-contact.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const contact = (phone: string | null, userId: string | null = null, more: Partial<Contact> = {}): Contact => ({
  ...madeContact(
    { ...noDetails, recipient: recipient(phone, userId), status: 1, source: 1 },
    1 as AccountId,
    7 as ContactId,
    NOW,
  ),
  ...more,
});
const known = contact('14155550123', 'US.1', { waId: '14155550123', waIdAt: NOW, userIdAt: NOW });
const rules = [withMissing, withShown, withChange];

describe('what WhatsApp shows of a person', () => {
  it('is learnt where a contact lacks it', () => {
    for (const rule of rules) {
      const after = rule(contact('14155550123'), shown({ waId: '14155550123', userId: 'US.1', username: 'ann' }), NOW);
      expect(after).to.deep.equal({ ...known, username: 'ann' });
      expect(rule(contact(null, 'US.1'), shown({ waId: '14155550123', userId: 'US.1' }), NOW)).to.deep.include({
        recipient: recipient(null, 'US.1'),
        waId: '14155550123',
      });
    }
  });

  it('leaves a contact the very same that has it, in whatever spelling', () => {
    const brazilian = contact('5511987654321', null, { waId: '551187654321' });
    for (const rule of rules) {
      expect(rule(known, shown({ waId: '14155550123', userId: 'US.1' }), NOW + SECOND)).to.equal(known);
      expect(rule(brazilian, shown({ waId: '5511987654321' }), NOW + SECOND)).to.equal(brazilian);
      expect(rule(known, shown({}), NOW + SECOND)).to.equal(known);
    }
  });

  it('takes the place of an id that was shown in an earlier second, and of one that a caller gave', () => {
    const other = shown({ userId: 'US.2', waId: '14155550188' });
    for (const at of [NOW - SECOND, NOW, NOW + 999]) expect(withShown(known, other, at)).to.equal(known);
    expect(withShown(known, other, NOW + SECOND)).to.deep.equal({
      ...known,
      recipient: recipient('14155550123', 'US.2'),
      waId: '14155550188',
      waIdAt: NOW + SECOND,
      userIdAt: NOW + SECOND,
    });
    expect(withShown(contact(null, 'US.1'), other, 0).recipient).to.deep.equal(recipient(null, 'US.2'));
    expect(withMissing(known, other, NOW + SECOND)).to.equal(known);
    expect(withChange(known, other, NOW).recipient.userId).to.equal('US.2');
    expect(withChange(known, other, NOW - SECOND)).to.equal(known);
  });

  it('leaves a contact the kind of user id by which its account knows it, and keeps the other beside it', () => {
    const parent = contact(null, 'US.ENT.1');
    expect(withShown(parent, shown({ userId: 'US.1' }), NOW)).to.deep.equal({
      ...parent,
      otherUserId: 'US.1',
      otherUserIdAt: NOW,
    });
    const both = shown({ userId: 'US.1', parentUserId: 'US.ENT.2' });
    expect(withShown(parent, both, NOW)).to.deep.equal({
      ...contact(null, 'US.ENT.2'),
      otherUserId: 'US.1',
      otherUserIdAt: NOW,
      userIdAt: NOW,
    });
    const linked = withShown(known, shown({ parentUserId: 'US.ENT.2' }), NOW + SECOND);
    expect(linked).to.deep.equal({ ...known, otherUserId: 'US.ENT.2', otherUserIdAt: NOW + SECOND });
    expect(hasShownIds(linked, shown({ userId: 'US.1', parentUserId: 'US.ENT.2' }))).to.equal(true);
    expect(withShown(linked, shown({ userId: 'US.1', parentUserId: 'US.ENT.2' }), NOW + SECOND)).to.equal(linked);
  });

  it('is compared with all ids of a contact', () => {
    expect(hasShownIds(known, shown({}))).to.equal(true);
    expect(hasShownIds(known, shown({ waId: '14155550123', userId: 'US.1' }))).to.equal(true);
    expect(hasShownIds(known, shown({ waId: '14155550124' }))).to.equal(false);
    expect(hasShownIds(known, shown({ userId: 'us.1' }))).to.equal(false);
    expect(isWithoutLoss(contact('14155550123'), known)).to.equal(true);
    expect(isWithoutLoss(known, { ...known, waId: '14155550124' })).to.equal(false);
    expect(isWithoutLoss(known, { ...known, recipient: recipient('14155550123', 'US.2') })).to.equal(false);
  });
});
