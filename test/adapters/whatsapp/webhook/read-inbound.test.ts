import { expect } from 'chai';
import fc from 'fast-check';
import { readInbound } from '../../../../src/adapters/whatsapp/webhook/read-inbound.js';
import { nothingShown, type ShownPerson } from '../../../../src/domain/model/contact/shown-person.js';
import { oddIds, undocumentedIds, undocumentedParentIds } from '../odd-ids.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const USER_ID = 'US.13491208655302741918';
const PARENT_ID = 'US.ENT.11815799212886844830';

const asShown = (own: ShownPerson): ShownPerson => own;
const inbound = (more: object) => readInbound({ from: '14155550123', timestamp: '1795435200', ...more }, NOW, asShown);

describe('an inbound message as Meta writes it', () => {
  for (const [what, message] of Object.entries({
    'a text': { type: 'text', text: { body: 'STOP' } },
    'a button': { type: 'button', button: { text: 'STOP', payload: 'p' } },
    'a reply button': { type: 'interactive', interactive: { type: 'button_reply', button_reply: { title: 'STOP' } } },
    'a choice of a list': { type: 'interactive', interactive: { type: 'list_reply', list_reply: { title: 'STOP' } } },
  }))
    it(`has words: ${what}`, () =>
      expect(inbound(message)).to.deep.equal({
        author: { ...nothingShown, waId: '14155550123' },
        text: 'STOP',
        at: 1_795_435_200_000,
      }));

  for (const [what, message] of Object.entries<object>({
    'a picture': { type: 'image', image: { id: '1', caption: 'STOP' } },
    'a shared contact': { type: 'contacts', contacts: [{ phones: [{ phone: '+1', wa_id: '1' }] }] },
    'a reaction': { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
    'what WhatsApp does not support': { type: 'unsupported', errors: [{ code: 131051 }] },
    'no text': { type: 'text', text: { body: 5 } },
    'a type of the prototype': { type: 'constructor', constructor: { body: 'STOP' } },
    'no type': { text: { body: 'STOP' } },
    'a type that is no text': { type: ['text'], text: { body: 'STOP' } },
  }))
    it(`has an author and no words: ${what}`, () =>
      expect(inbound(message)).to.deep.include({ author: { ...nothingShown, waId: '14155550123' }, text: null }));

  it('breaks nothing, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (any) => void readInbound(any, NOW, asShown)));
  });
});

describe('the author of an inbound message', () => {
  const author = (more: object) => inbound({ type: 'text', from: undefined, ...more })?.author;

  for (const [what, more, expected] of [
    ['a number', { from: '14155550123' }, { waId: '14155550123' }],
    ['a number with a plus', { from: '+14155550123' }, { waId: '14155550123' }],
    ['a user id alone', { from_user_id: USER_ID }, { userId: USER_ID }],
    ['both', { from: '1415', from_user_id: USER_ID }, { waId: '1415', userId: USER_ID }],
    ['a user id in the place of a number', { from: USER_ID }, { userId: USER_ID }],
    ['a parent id alone', { from_parent_user_id: PARENT_ID }, { parentUserId: PARENT_ID }],
    [
      'a user id and a parent id',
      { from_user_id: USER_ID, from_parent_user_id: PARENT_ID },
      { userId: USER_ID, parentUserId: PARENT_ID },
    ],
  ] as const)
    it(`is ${what}`, () => expect(author(more)).to.deep.equal({ ...nothingShown, ...expected }));

  for (const odd of oddIds)
    it(`is as the other ids say beside ${JSON.stringify(odd)?.slice(0, 40)}, and without any the message is left out`, () => {
      expect(author({ from: odd, from_user_id: USER_ID })).to.deep.include({ waId: null, userId: USER_ID });
      expect(author({ from: '1415', from_user_id: odd })).to.deep.include({ waId: '1415', userId: null });
      expect(author({ from: odd, from_user_id: odd, from_parent_user_id: odd })).to.equal(undefined);
    });

  for (const id of undocumentedIds)
    it(`may be a user id in the form ${id.slice(0, 16)}, so that no STOP is lost`, () => {
      expect(author({ from_user_id: id })).to.deep.equal({ ...nothingShown, userId: id });
      expect(author({ from: '14155550123', from_user_id: id })).to.deep.include({ waId: '14155550123', userId: id });
      expect(author({ from: id })?.userId ?? null).to.equal(null);
      expect(author({ from_parent_user_id: id })).to.equal(undefined);
    });

  it('is no user id with a colon', () => expect(author({ from_user_id: 'US.1:2' })).to.equal(undefined));

  for (const id of undocumentedParentIds)
    it(`may be a parent id in the form ${id.slice(0, 16)}`, () => {
      expect(author({ from_parent_user_id: id })).to.deep.equal({ ...nothingShown, parentUserId: id });
      expect(author({ from_user_id: id })).to.deep.equal({ ...nothingShown, parentUserId: id });
    });

  it('may be shown by the value alone', () => {
    const shown = { ...nothingShown, waId: '14155550123' };
    expect(readInbound({ type: 'text' }, NOW, () => shown)).to.deep.include({ author: shown });
  });
});
