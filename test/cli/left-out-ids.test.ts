import { expect } from 'chai';
import { leftOutIds } from '../../src/cli/left-out-ids.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { type Recipient, recipientOf } from '../../src/domain/model/contact/recipient.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';

const of = (phone: string | null, userId: string | null): Recipient =>
  recipientOf(phone as PhoneNumber | null, userId as UserId | null) as Recipient;
const left = (given: Recipient, recipient: Recipient): readonly string[] =>
  leftOutIds(given, { id: 7 as ContactId, recipient });

describe('the ids that a contact did not get', () => {
  for (const [what, given, kept] of [
    ['it has them', of('14155550123', 'US.1'), of('14155550123', 'US.1')],
    ['it has more than was given', of(null, 'US.1'), of('14155550123', 'US.1')],
    ['its number is another spelling of the same', of('5511912345678', null), of('551112345678', null)],
  ] as const)
    it(`are none if ${what}`, () => expect(left(given, kept)).to.deep.equal([]));

  it('are named, with the reason', () => {
    expect(left(of('14155550123', 'US.1'), of('14155550123', null))).to.deep.equal([
      'Contact 7 did not get this user_id: another contact has it.',
    ]);
    expect(left(of('14155550123', 'US.1'), of('14155550123', 'US.2'))).to.deep.equal([
      'Contact 7 did not get this user_id: it keeps its own, US.2.',
    ]);
    expect(left(of('14155550123', 'US.1'), of('14155550124', 'US.1'))).to.deep.equal([
      'Contact 7 did not get this phone: it keeps its own, 14155550124.',
    ]);
  });
});
