import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { contactDocument, erasedDocument } from '../../../../src/adapters/stores/mongodb/contacts/contact-documents.js';
import {
  contactRecord,
  contactSnapshotRecord,
  erasedContactRecord,
} from '../../../../src/adapters/stores/records/contact.js';
import { erasedContactSnapshot } from '../../../../src/domain/model/contact/contact-snapshot.js';
import { madeContact } from '../../../../src/domain/model/contact/contact.js';
import { erasedContact } from '../../../../src/domain/model/contact/erased-contact.js';
import { ACME, contactId, newContact, NOW, recipient } from '../../../contracts/support.js';
import { faultsOf } from './faults-of.js';

const made = madeContact(newContact(1), ACME, contactId(7), NOW);
const { recipient: madeFor, ...rest } = made;
const flat = { ...rest, ...madeFor };

describe('what is left of an erased contact', () => {
  const left = erasedContact(made, NOW + 1);

  it('is its id and two times', () => {
    const record = { accountId: ACME, id: 7, createdAt: NOW, erasedAt: NOW + 1 };
    expect(erasedContactRecord.encode(left)).to.deep.equal(record);
    expect(erasedContactRecord.decode(record)).to.deep.equal(E.right(left));
    // Whatever else a store keeps beside it is not read.
    expect(erasedContactRecord.decode({ ...flat, ...record, phone: 'none:7' })).to.deep.equal(E.right(left));
  });

  it('is no contact to a reader of contacts alone, and damage is named', () => {
    expect(E.isLeft(contactRecord.decode(erasedContactRecord.encode(left)))).to.equal(true);
    expect(faultsOf(erasedContactRecord, { ...left, id: 'seven' })).to.deep.equal(['id']);
  });

  it('is shown by its events with null for everything that was said of it', () => {
    const full = { ...made, firstname: 'Ann', email: 'ann@example.com', waId: '77', groups: [1] };
    const snapshot = erasedContactSnapshot(full);
    const kept = contactSnapshotRecord.encode(snapshot);
    expect(contactSnapshotRecord.decode(kept)).to.deep.equal(E.right(snapshot));
    expect(kept).to.deep.include({
      phone: null,
      userId: null,
      firstname: null,
      waId: null,
      groups: [1],
      createdAt: NOW,
    });
    // Neither phone nor user id, but a name: erasing takes all of these or none.
    expect(faultsOf(contactSnapshotRecord, { ...flat, phone: null, firstname: 'Ann' })).to.deep.equal(['phone']);
  });
});

describe('the record of a contact', () => {
  it('has phone and user id beside the other fields', () => {
    for (const given of [recipient(1, null), recipient(null, 1), recipient(1, 1)]) {
      const contact = { ...made, recipient: given, username: 'zoe', waId: '77', waIdAt: NOW, userIdAt: NOW + 1 };
      const record = { ...flat, ...given, username: 'zoe', waId: '77', waIdAt: NOW, userIdAt: NOW + 1 };
      expect(contactRecord.encode(contact)).to.deep.equal(record);
      expect(contactRecord.decode(record)).to.deep.equal(E.right(contact));
    }
  });

  it('of a version that knew no user ids has a phone alone', () => {
    const {
      userId: _userId,
      otherUserId: _other,
      otherUserIdAt: _otherAt,
      username: _name,
      waIdAt: _waIdAt,
      userIdAt: _userIdAt,
      ...older
    } = flat;
    expect(contactRecord.decode(older)).to.deep.equal(E.right(made));
  });

  for (const [what, damage, fields] of [
    ['no id', { phone: null }, ['phone']],
    ['a missing phone', { phone: undefined }, ['phone']],
    ['another text for a user id', { userId: 'none:1' }, ['userId']],
    ['a text for a time', { waIdAt: 'now', userIdAt: 'now' }, ['waIdAt', 'userIdAt']],
    ['a number for a name', { username: 7 }, ['username']],
    ['what a document has for none', { phone: 'none:7', userId: 'none:7' }, ['phone', 'userId']],
  ] as const)
    it(`does not decode with ${what}, and names the field`, () => {
      expect(faultsOf(contactRecord, { ...flat, ...damage })).to.deep.equal(fields);
    });

  it('has a text in place of a missing id where it is a document', () => {
    for (const [given, phone, userId] of [
      [recipient(1, null), '14155550001', 'none:7'],
      [recipient(null, 1), 'none:7', 'US.10001'],
      [recipient(1, 1), '14155550001', 'US.10001'],
    ] as const) {
      const contact = { ...made, recipient: given };
      expect(contactDocument.encode(contact)).to.deep.equal({ ...flat, phone, userId });
      expect(contactDocument.decode({ ...flat, phone, userId })).to.deep.equal(E.right(contact));
    }
    for (const odd of [{ ...flat, phone: 'none:7', userId: 'none:7' }, null, 7, []])
      expect(contactDocument.decode(odd)._tag).to.equal('Left');
  });

  it('has both texts where it was erased, and nothing else but its id and times', () => {
    const left = { accountId: made.accountId, id: made.id, createdAt: made.createdAt, erasedAt: NOW + 9 };
    const document = { ...left, phone: 'none:7', userId: 'none:7' };
    expect(erasedDocument.encode(left)).to.deep.equal(document);
    expect(erasedDocument.decode(document)).to.deep.equal(E.right(left));
    expect(erasedDocument.decode({ ...document, erasedAt: null })._tag).to.equal('Left');
  });
});
