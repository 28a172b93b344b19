import { expect } from 'chai';
import { type Concerned, consentEvents, hashesOf, nobody } from '../../../../src/domain/model/contact/concerned.js';
import { type Consent } from '../../../../src/domain/model/contact/consent.js';
import { idsBefore, madeContact } from '../../../../src/domain/model/contact/contact.js';
import { type PersonHash } from '../../../../src/domain/model/contact/person-hash.js';
import { type UserId } from '../../../../src/domain/model/contact/user-id.js';
import { ACME, contactId, newContact, NOW, recipient, userId } from '../../../contracts/support.js';

const hash = (name: string) => name as PersonHash;
const contact = (id: number) => madeContact(newContact(id), ACME, contactId(id), NOW);
const concerned: Concerned = {
  contacts: [
    { contact: contact(1), own: [hash('a'), hash('b')] },
    { contact: contact(2), own: [hash('b')] },
  ],
  at: NOW,
};
const out: Consent = { saidAt: 5, optedOutAt: 4 };
const back: Consent = { saidAt: 6, optedOutAt: null };
const said = (all: Readonly<Record<string, Consent>>) =>
  new Map(Object.entries(all).map(([name, one]) => [hash(name), one]));

describe('the events of a change of consent', () => {
  it('are one for each contact that has opted out or in', () => {
    expect(consentEvents(concerned, said({}), said({ b: out }))).to.deep.equal(
      [1, 2].map((id) => ({
        type: 'contact.opted_out',
        accountId: ACME,
        at: NOW,
        contact: contact(id),
        optedOutAt: 4,
      })),
    );
    expect(
      consentEvents(concerned, said({ b: out }), said({ a: back, b: out })).map((event) => [event.type, event.at]),
    ).to.deep.equal([['contact.opted_in', NOW]]);
  });

  it('are none where the newest word of a contact says what it said', () => {
    for (const [before, after] of [
      [{}, {}],
      [{}, { b: back, c: out }],
      [{ a: back }, { a: back, b: back }],
      [{ b: out }, { a: out, b: { ...out, optedOutAt: 3 } }],
    ] as const)
      expect(consentEvents(concerned, said(before), said(after))).to.deep.equal([]);
    expect(consentEvents(nobody, said({}), said({ a: out }))).to.deep.equal([]);
  });

  it('depend on the hashes of the contacts alone, each once', () => {
    expect(hashesOf(concerned)).to.deep.equal(['a', 'b']);
    expect(hashesOf(nobody)).to.deep.equal([]);
  });
});

describe('the ids that a contact had before it was shown others', () => {
  it('are those with another time, or without one', () => {
    const shown = {
      ...contact(1),
      recipient: recipient(1, 1),
      waId: '14155550009',
      waIdAt: NOW,
      userIdAt: NOW + 1,
      otherUserId: 'US.ENT.1' as UserId,
      otherUserIdAt: NOW,
    };
    expect(idsBefore(shown, NOW)).to.deep.equal({ numbers: ['14155550001', null], userIds: [userId(1), null] });
    expect(idsBefore(shown, NOW + 1)).to.deep.equal({
      numbers: ['14155550001', '14155550009'],
      userIds: [null, 'US.ENT.1'],
    });
    expect(idsBefore(contact(1), NOW)).to.deep.equal({ numbers: ['14155550001', null], userIds: [null, null] });
  });
});
