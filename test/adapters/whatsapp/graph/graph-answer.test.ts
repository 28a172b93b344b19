import { expect } from 'chai';
import { acceptedOf } from '../../../../src/adapters/whatsapp/graph/graph-answer.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { oddIds, undocumentedIds } from '../odd-ids.js';

const USER_ID = 'US.13491208655302741918';
const PARENT_ID = 'US.ENT.11815799212886844830';

const shownBy = (contact: unknown) => acceptedOf({ contacts: [contact], messages: [{ id: 'wamid.X' }] })?.shown;

describe('what an accepted message shows of its recipient', () => {
  for (const [what, contact, shown] of [
    ['the wa_id of a number', { input: '+14155550123', wa_id: '14155550123' }, { waId: '14155550123' }],
    ['the wa_id with a plus', { input: '+14155550123', wa_id: '+14155550123' }, { waId: '14155550123' }],
    ['the user id', { input: USER_ID, user_id: USER_ID }, { userId: USER_ID }],
    ['both', { wa_id: '14155550123', user_id: USER_ID }, { waId: '14155550123', userId: USER_ID }],
    ['the user id that it was sent to', { input: USER_ID }, { userId: USER_ID }],
    ['a parent id in the place of a user id', { input: PARENT_ID, user_id: PARENT_ID }, { parentUserId: PARENT_ID }],
    [
      'a parent id beside the user id',
      { input: PARENT_ID, user_id: USER_ID },
      { userId: USER_ID, parentUserId: PARENT_ID },
    ],
    ['a user id in the place of a number', { input: '+14155550123', wa_id: USER_ID }, { userId: USER_ID }],
    ['no number from what was sent', { input: '+14155550123' }, {}],
    ['nothing without any', {}, {}],
    ['nothing of no object', 'x', {}],
    ['nothing of null', null, {}],
  ] as const)
    it(`is ${what}`, () => expect(shownBy(contact)).to.deep.equal({ ...nothingShown, ...shown }));

  for (const odd of oddIds)
    it(`is nothing of ${JSON.stringify(odd)?.slice(0, 40)}`, () =>
      expect(shownBy({ input: odd, wa_id: odd, user_id: odd })).to.deep.equal(nothingShown));

  for (const id of undocumentedIds)
    it(`is a user id in the form ${id.slice(0, 16)} where WhatsApp shows one, and not from what was sent`, () => {
      expect(shownBy({ user_id: id })).to.deep.equal({ ...nothingShown, userId: id });
      expect(shownBy({ input: id })).to.deep.equal(nothingShown);
      expect(shownBy({ input: '14155550123' })).to.deep.equal(nothingShown);
    });

  it('is nothing where the contacts are no list, or are missing', () => {
    for (const contacts of [undefined, null, 'x', { 0: { wa_id: '14155550123' } }, []])
      expect(acceptedOf({ contacts, messages: [{ id: 'wamid.X' }] })?.shown).to.deep.equal(nothingShown);
  });
});
