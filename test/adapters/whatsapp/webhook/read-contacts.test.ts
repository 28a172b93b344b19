import { expect } from 'chai';
import { completedFrom } from '../../../../src/adapters/whatsapp/webhook/read-contacts.js';
import { nothingShown, type ShownPerson } from '../../../../src/domain/model/contact/shown-person.js';
import { oddIds, undocumentedIds } from '../odd-ids.js';

const ONE = 'US.1';
const OTHER = 'US.2';
const PARENT = 'US.ENT.1';

const person = (more: object): ShownPerson => ({ ...nothingShown, ...more });
const completed = (own: object, contacts: readonly unknown[], isOfOne = false): ShownPerson =>
  completedFrom(contacts, isOfOne)(person(own));

describe('the contacts of a value', () => {
  const whole = {
    wa_id: '14155550123',
    user_id: ONE,
    parent_user_id: PARENT,
    profile: { name: 'Zoë', username: 'zoe' },
  };
  const all = { waId: '14155550123', userId: ONE, parentUserId: PARENT, username: 'zoe' };

  it('are read as far as 2 000, so that none of many thousand holds up others', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => ({ user_id: `US.${index}`, wa_id: `1415${index}` }));
    expect(completed({ userId: 'US.1999' }, many).waId).to.equal('14151999');
    expect(completed({ userId: 'US.2000' }, many).waId).to.equal(null);
  });

  for (const [by, own] of Object.entries({
    'user id': { userId: ONE },
    'parent id': { parentUserId: PARENT },
    number: { waId: '14155550123' },
  }))
    it(`complete a person by the ${by}, among many`, () => {
      const contacts = [{ wa_id: '1', user_id: OTHER }, whole, null, {}];
      expect(completed(own, contacts)).to.deep.equal(all);
    });

  it('complete a person whose number they spell in WhatsApp’s other way, and keep the spelling', () => {
    const contacts = [{ wa_id: '551112345678', user_id: ONE }, {}];
    expect(completed({ waId: '5511912345678' }, contacts)).to.deep.equal(
      person({ waId: '5511912345678', userId: ONE }),
    );
  });

  it('complete one person by one entry without an id in common', () => {
    const entry = { user_id: ONE, profile: { username: 'zoe' } };
    expect(completed({ waId: '1' }, [entry], true)).to.deep.equal(person({ waId: '1', userId: ONE, username: 'zoe' }));
    expect(completed({}, [entry], true)).to.deep.equal(person({ userId: ONE, username: 'zoe' }));
  });

  it('complete no person by an entry of another person', () => {
    expect(completed({ waId: '1' }, [{ user_id: ONE }], false)).to.deep.equal(person({ waId: '1' }));
    expect(completed({ waId: '1' }, [{ user_id: ONE }, { user_id: OTHER }], true)).to.deep.equal(person({ waId: '1' }));
    for (const isOfOne of [true, false])
      expect(completed({ userId: OTHER, waId: '1' }, [{ user_id: ONE, wa_id: '1' }], isOfOne)).to.deep.equal(
        person({ userId: OTHER, waId: '1' }),
      );
  });

  it('give way to what a person is shown with, and to the first entry of the person', () => {
    const contacts = [
      { user_id: ONE, wa_id: '2' },
      { user_id: ONE, wa_id: '3', username: 'late' },
    ];
    expect(completed({ userId: ONE, waId: '1' }, contacts)).to.deep.equal(person({ userId: ONE, waId: '1' }));
    expect(completed({ userId: ONE }, contacts)).to.deep.equal(person({ userId: ONE, waId: '2' }));
  });

  for (const odd of [...oddIds, 5])
    it(`are read without ${JSON.stringify(odd)?.slice(0, 40)} in the place of a user id`, () => {
      const contacts = [{ wa_id: '1', user_id: odd, parent_user_id: odd, profile: odd }];
      expect(completed({ waId: '1' }, contacts, true)).to.deep.equal(person({ waId: '1' }));
      expect(completed({ userId: ONE }, [odd, { profile: { username: 'zoe' }, user_id: ONE }])).to.include({
        username: 'zoe',
      });
    });

  for (const userId of undocumentedIds)
    it(`complete a person by a user id in the form ${userId.slice(0, 16)}`, () => {
      const contacts = [{ wa_id: '14155550123', user_id: userId }, {}];
      expect(completed({ userId }, contacts)).to.deep.equal(person({ waId: '14155550123', userId }));
      expect(completed({ waId: '14155550123' }, contacts)).to.deep.equal(person({ waId: '14155550123', userId }));
    });
});

describe('a user name', () => {
  const named = (contact: object): string | null => completed({ userId: ONE }, [{ user_id: ONE, ...contact }]).username;

  for (const [what, contact, expected] of [
    ['is in the profile', { profile: { username: 'zoe.2_' } }, 'zoe.2_'],
    ['may stand beside the profile', { username: 'zoe', profile: { name: 'Zoë' } }, 'zoe'],
    ['is read without the sign that some have', { profile: { username: '@pablomorales' } }, 'pablomorales'],
    ['may have letters of any alphabet', { profile: { username: 'жанна' } }, 'жанна'],
    ['is no empty text', { profile: { username: '' } }, null],
    ['is no sign alone', { profile: { username: '@' } }, null],
    ['has no spaces and no line ends', { profile: { username: 'zoe\n' } }, null],
    ['has no marks that turn text around', { profile: { username: '\u202ezoe' } }, null],
    ['is not endless', { profile: { username: 'z'.repeat(10_240) } }, null],
    ['is a text', { profile: { username: { toString: 'zoe' } } }, null],
  ] as const)
    it(what, () => expect(named(contact)).to.equal(expected));
});
