import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { UNLIMITED } from '../../../../src/domain/model/account/account.js';
import { noDetails } from '../../../../src/domain/model/contact/contact.js';
import { byNumber } from '../../../../src/domain/model/contact/recipient.js';
import { type PhoneNumber } from '../../../../src/domain/model/contact/phone.js';
import { makeSendMediaMessage } from '../../../../src/domain/use-cases/send-media-message/send-media-message.js';
import { callOf, fieldsOf, picture } from '../../../support/calls.js';
import { account, happyPorts, NOW } from '../../../support/happy-ports.js';

const upload = () => [...fieldsOf({ phone: '14155550123', media_type: 'image' }), picture()];
const limited = { ...account, limits: { ...account.limits, contacts: 1 } };

describe('a contact limit whose last place is taken while a request is looked at', () => {
  for (const [whose, phone, expected] of [
    ['to its own phone', '14155550123' as PhoneNumber, 'sent'],
    ['to another phone', '14155550199' as PhoneNumber, 'FeatureLimitExceeded'],
  ] as const)
    it(`${expected === 'sent' ? 'lets it through' : 'refuses it'} where that went ${whose}`, async () => {
      const { ports } = happyPorts();
      const answered = makeSendMediaMessage({
        ...ports,
        accounts: { byId: () => TE.right(O.some(limited)) },
        contacts: {
          ...ports.contacts,
          count: (id) => async () => {
            await ports.contacts.findOrCreate(
              id,
              { ...noDetails, recipient: byNumber(phone), status: 1, source: 1 },
              UNLIMITED,
              NOW,
            )();
            return E.right(1);
          },
        },
      })(callOf(upload()));
      const { result } = await answered;
      expect(E.isLeft(result) ? result.left._tag : 'sent').to.equal(expected);
    });
});
