import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { parseContactChange, withDetails } from '../../../../src/domain/model/contact/contact-change.js';
import { type ContactId, madeContact } from '../../../../src/domain/model/contact/contact.js';
import { contactDetailNames } from '../../../../src/domain/model/contact/contact-fields.js';
import { ACME, newContact, NOW } from '../../../contracts/support.js';

const changeOf = (body: Readonly<Record<string, unknown>>) => parseContactChange(new Map(Object.entries(body)));
const contact = madeContact(
  newContact(1, { firstname: 'Ann', assignedTo: 1, groups: [1, 2] }),
  ACME,
  1 as ContactId,
  NOW,
);

describe('a change of a contact', () => {
  it('has what the body says, and nothing that it does not', () => {
    expect(changeOf({ lastname: ' Lee ', assigned_id: '7', groups: [3, 1, 3] })).to.deep.equal(
      E.right({ lastname: 'Lee', assignedTo: 7, groups: [1, 3] }),
    );
    expect(changeOf({})).to.deep.equal(E.right({}));
  });

  it('takes away what is null, and groups where the list is empty', () => {
    const nothing = Object.fromEntries(contactDetailNames.map((name) => [name, null]));
    expect(changeOf(nothing)).to.deep.equal(
      E.right({ firstname: null, lastname: null, email: null, country: null, assignedTo: null, groups: [] }),
    );
    for (const groups of [[], [''], [' ', '']]) expect(changeOf({ groups })).to.deep.equal(E.right({ groups: [] }));
  });

  it('leaves alone what is blank, as a form that is not filled in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contactDetailNames), fc.constantFrom('', ' ', '\t\n', '\u00a0'), (name, blank) => {
        expect(changeOf({ [name]: blank })).to.deep.equal(E.right({}));
      }),
    );
  });

  it('is refused with all its faults, each under its name', () => {
    const refused = changeOf({ phone: '14155550123', email: 'x', groups: 'a', firstname: 7.5, lastname: [] });
    expect(E.isLeft(refused) && refused.left.map(({ field }) => field)).to.deep.equal([
      'lastname',
      'email',
      'groups',
      'phone',
    ]);
  });

  it('is none where the contact is so already', () => {
    for (const same of [{}, { firstname: 'Ann' }, { groups: [1, 2], assignedTo: 1 }, { email: null }])
      expect(withDetails(contact, same)).to.equal(contact);
    expect(withDetails(contact, { groups: [2] })).to.deep.equal({ ...contact, groups: [2] });
    expect(withDetails(contact, { firstname: null })).to.deep.equal({ ...contact, firstname: null });
  });
});
