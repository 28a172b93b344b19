import { expect } from 'chai';
import fc from 'fast-check';
import { readSystemChange, readUserIdUpdate } from '../../../../src/adapters/whatsapp/webhook/read-id-change.js';
import { nothingShown, type ShownPerson } from '../../../../src/domain/model/contact/shown-person.js';
import { oddIds, undocumentedIds } from '../odd-ids.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const AT = 1_795_435_200_000;
const OLD = 'US.10101010101010101010';
const NEW = 'US.13491208655302741918';
const OLD_PARENT = 'US.ENT.10101010101010101010';
const NEW_PARENT = 'US.ENT.11815799212886844830';
const OLD_NUMBER = '16505551234';
const NEW_NUMBER = '12195555358';

const person = (more: object): ShownPerson => ({ ...nothingShown, ...more });
const asShown = (own: ShownPerson): ShownPerson => own;
const system = (message: object, more: object) =>
  readSystemChange({ id: 'wamid.x', timestamp: '1795435200', type: 'system', ...message, system: more }, NOW);
const update = (more: object) => readUserIdUpdate({ timestamp: '1795435200', ...more }, NOW, asShown);

describe('a change of ids in a system message', () => {
  for (const [what, message, more, former, current] of [
    [
      'another number, before there were user ids',
      { from: OLD_NUMBER },
      { type: 'user_changed_number', body: 'User A changed from 1 to 2', wa_id: NEW_NUMBER },
      { waId: OLD_NUMBER },
      { waId: NEW_NUMBER },
    ],
    [
      'another number in the spelling of old webhooks',
      { from: OLD_NUMBER },
      { type: 'customer_changed_number', new_wa_id: NEW_NUMBER },
      { waId: OLD_NUMBER },
      { waId: NEW_NUMBER },
    ],
    [
      'another number and user id',
      { from: OLD_NUMBER },
      { type: 'user_changed_number', wa_id: NEW_NUMBER, user_id: NEW },
      { waId: OLD_NUMBER },
      { waId: NEW_NUMBER, userId: NEW },
    ],
    [
      'another number and user id, with all that Meta shows of both',
      { from: `+${OLD_NUMBER}`, from_user_id: NEW, from_parent_user_id: NEW_PARENT },
      {
        type: 'user_changed_number',
        wa_id: NEW_NUMBER,
        user_id: NEW,
        previous_user_id: OLD,
        parent_user_id: NEW_PARENT,
        previous_parent_user_id: OLD_PARENT,
      },
      { waId: OLD_NUMBER, userId: OLD, parentUserId: OLD_PARENT },
      { waId: NEW_NUMBER, userId: NEW, parentUserId: NEW_PARENT },
    ],
    [
      'another user id, with the former one',
      {},
      { type: 'user_changed_user_id', user_id: NEW, previous_user_id: OLD },
      { userId: OLD },
      { userId: NEW },
    ],
    [
      'another user id, with the number',
      { from: OLD_NUMBER, from_user_id: NEW },
      { type: 'user_changed_user_id', user_id: NEW },
      { waId: OLD_NUMBER },
      { userId: NEW },
    ],
    [
      'another user id, with the former one as the author',
      { from_user_id: OLD, from_parent_user_id: OLD_PARENT },
      { type: 'user_changed_user_id', user_id: NEW, parent_user_id: NEW_PARENT },
      { userId: OLD, parentUserId: OLD_PARENT },
      { userId: NEW, parentUserId: NEW_PARENT },
    ],
    [
      'another user id, with the former one in the place of a number',
      { from: OLD },
      { type: 'user_changed_user_id', user_id: NEW },
      { userId: OLD },
      { userId: NEW },
    ],
    [
      'another parent id alone',
      {},
      { type: 'user_changed_user_id', parent_user_id: NEW_PARENT, previous_parent_user_id: OLD_PARENT },
      { parentUserId: OLD_PARENT },
      { parentUserId: NEW_PARENT },
    ],
  ] as const)
    it(`is ${what}`, () =>
      expect(system(message, more)).to.deep.equal({ former: person(former), current: person(current), at: AT }));

  for (const [what, message, more] of [
    // Meta's example of March 2026 names the former id only in the words of the message.
    [
      'without a former id',
      {},
      { type: 'user_changed_user_id', user_id: NEW, body: `User A changed from ${OLD} to ${NEW}` },
    ],
    ['with the present id as its author', { from_user_id: NEW }, { type: 'user_changed_user_id', user_id: NEW }],
    ['without a present id', { from: OLD_NUMBER }, { type: 'user_changed_number' }],
    ['in which nothing changed', { from: OLD_NUMBER }, { type: 'user_changed_number', wa_id: OLD_NUMBER }],
    ['to the id that it was', {}, { type: 'user_changed_user_id', user_id: NEW, previous_user_id: NEW }],
    ['of another type', { from: OLD_NUMBER }, { type: 'customer_identity_changed', wa_id: NEW_NUMBER }],
    ['of a type of the prototype', { from: OLD_NUMBER }, { type: '__proto__', wa_id: NEW_NUMBER }],
    ['of no type', { from: OLD_NUMBER }, { wa_id: NEW_NUMBER }],
  ] as const)
    it(`is none ${what}`, () => expect(system(message, more)).to.equal(null));

  for (const odd of oddIds)
    it(`is as the other ids say beside ${JSON.stringify(odd)?.slice(0, 40)}`, () => {
      const type = 'user_changed_number';
      expect(system({ from: odd, from_user_id: OLD }, { type, wa_id: odd, user_id: NEW })).to.deep.include({
        former: person({ userId: OLD }),
        current: person({ userId: NEW }),
      });
      expect(system({ from: odd, from_user_id: odd }, { type, user_id: NEW, previous_user_id: odd })).to.equal(null);
      expect(system({ from: OLD_NUMBER }, { type, user_id: odd, wa_id: odd, new_wa_id: odd })).to.equal(null);
    });

  for (const id of undocumentedIds)
    it(`may have user ids in the form ${id.slice(0, 16)}`, () => {
      const type = 'user_changed_user_id';
      expect(system({}, { type, user_id: NEW, previous_user_id: id })).to.deep.include({
        former: person({ userId: id }),
        current: person({ userId: NEW }),
      });
      expect(system({ from_user_id: OLD }, { type, user_id: id })).to.deep.include({
        former: person({ userId: OLD }),
        current: person({ userId: id }),
      });
    });

  it('breaks nothing, whatever comes', () => {
    const any = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constant('user_changed_number'), user_id: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.anything(), any, (from, more) => {
        readSystemChange({ type: 'system', from, system: more }, NOW);
        readUserIdUpdate(more, NOW, asShown);
      }),
    );
  });
});

describe('an update of a user id', () => {
  it('has the former and the present ids, and the number', () => {
    expect(
      update({
        wa_id: `+${NEW_NUMBER}`,
        detail: 'User id for Sheena Nelson has been updated.',
        user_id: { previous: OLD, current: NEW },
        parent_user_id: { previous: OLD_PARENT, current: NEW_PARENT },
      }),
    ).to.deep.equal({
      former: person({ userId: OLD, parentUserId: OLD_PARENT }),
      current: person({ waId: NEW_NUMBER, userId: NEW, parentUserId: NEW_PARENT }),
      at: AT,
    });
  });

  it('may have no number and no parent id, or the parent id alone', () => {
    expect(update({ user_id: { previous: OLD, current: NEW } })).to.deep.include({
      former: person({ userId: OLD }),
      current: person({ userId: NEW }),
    });
    expect(update({ parent_user_id: { previous: OLD_PARENT, current: NEW_PARENT } })).to.deep.include({
      former: person({ parentUserId: OLD_PARENT }),
      current: person({ parentUserId: NEW_PARENT }),
    });
  });

  it('counts as now without a time', () => {
    for (const timestamp of [undefined, 'x', '99999999999', {}])
      expect(update({ timestamp, user_id: { previous: OLD, current: NEW } })).to.include({ at: NOW });
  });

  for (const [what, more] of Object.entries({
    'no former id': { wa_id: NEW_NUMBER, user_id: { current: NEW } },
    'no present id': { user_id: { previous: OLD } },
    'the same id twice': { user_id: { previous: NEW, current: NEW } },
    'ids that are no object': { user_id: [OLD, NEW] },
    'the ids of another field': { user_id: NEW, previous_user_id: OLD },
    nothing: {},
  }))
    it(`is none with ${what}`, () => expect(update(more)).to.equal(null));

  for (const odd of oddIds)
    it(`is none with ${JSON.stringify(odd)?.slice(0, 40)} as an id`, () => {
      expect(update({ wa_id: NEW_NUMBER, user_id: { previous: odd, current: NEW } })).to.equal(null);
      expect(update({ wa_id: odd, user_id: { previous: OLD, current: odd } })).to.equal(null);
      expect(update({ wa_id: odd, user_id: odd, parent_user_id: odd })).to.equal(null);
      expect(update({ wa_id: odd, user_id: { previous: OLD, current: NEW } })).to.deep.include({
        current: person({ userId: NEW }),
      });
    });

  for (const id of undocumentedIds)
    it(`may have ids in the form ${id.slice(0, 16)}`, () => {
      expect(update({ user_id: { previous: id, current: NEW } })).to.deep.include({ former: person({ userId: id }) });
      expect(update({ user_id: { previous: OLD, current: id } })).to.deep.include({ current: person({ userId: id }) });
    });
});
