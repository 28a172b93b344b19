import { expect } from 'chai';
import { type PersonHash } from '../../../src/domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../../src/domain/ports/consent-records.js';
import { type Contacts } from '../../../src/domain/ports/contacts.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import {
  ACME,
  contactId,
  everyMessage,
  newContact,
  NOW,
  phone,
  recipient,
  rejection,
  right,
  some,
  userId,
  whole,
} from '../support.js';
import { contactsOf } from '../../support/list-contacts.js';

/** The format of stores in which each person had a number. */
export const NUMBERS_FORMAT = 7;

interface Opened {
  readonly contacts: Contacts;
  readonly consents: ConsentRecords;
  readonly messages: Messages;
  readonly close: () => Promise<void>;
}

/** A store of `NUMBERS_FORMAT` with these records, and how to open it as a server does, any number of times. */
export interface NumbersStore {
  readonly open: () => Promise<Opened>;
  readonly remove: () => Promise<void>;
}

/** With `isCut`, a server has begun the step to the next format, has changed the first contact, and was killed. */
export type MakeNumbersStore = (records: typeof numbers, isCut: boolean) => Promise<NumbersStore>;

const contactOf = (id: number, more: object = {}) => ({
  ...{ accountId: 1, id, phone: phone(id), firstname: null, lastname: null, email: null, country: null },
  ...{ assignedTo: null, groups: [], status: 1, source: 1, waId: null, createdAt: NOW },
  ...more,
});

const hash = (letter: string): PersonHash => letter.repeat(43) as PersonHash;

/** What format 7 kept of people. */
export const numbers = {
  contacts: [
    contactOf(1),
    contactOf(2, { waId: '77' }),
    contactOf(3, { firstname: 7, groups: [7] }),
    contactOf(4, { groups: [2, 5] }),
  ],
  consents: [{ hash: hash('a'), saidAt: 5, optedOutAt: 5 }],
  messages: [
    {
      ...{ accountId: 1, id: 1, contactId: 1, phone: phone(1), mediaType: 'image', mediaId: 'm'.repeat(43) },
      ...{
        mediaUrl: 'https://x',
        caption: null,
        filename: null,
        warnings: [],
        key: null,
        fingerprint: 'f',
        nonce: null,
      },
      ...{ createdAt: NOW, openedInMinute: null, leaseUntil: NOW, state: 'sent', outcome: 'accepted', wamid: 'w' },
      ...{ sentAt: NOW, deliveredAt: null, readAt: null, failedAt: null, failure: null },
    },
  ],
};

/** What bringing a store of format 7 up to date does with people. */
export const userIdsContract = (make: MakeNumbersStore): void => {
  for (const isCut of [false, true])
    it(`keeps everyone by their number${isCut ? ', also where it was cut' : ''}, and lets them have user ids`, async () => {
      const store = await make(numbers, isCut);
      try {
        for (const round of [1, 2]) {
          const { contacts, consents, messages, close } = await store.open();
          try {
            expect(await right(contacts.count(ACME))).to.equal(4);
            const [first, second, fourth] = (await right(contactsOf(contacts, ACME))).items;
            const userIdOf = round === 1 ? null : 1;
            expect(first).to.deep.include({ recipient: recipient(1, userIdOf), username: null, userIdAt: null });
            expect(second).to.deep.include({ recipient: recipient(2, null), waId: '77', waIdAt: null });
            expect(fourth).to.deep.include({ id: 4, recipient: recipient(4, null) });
            expect(await whole(contacts.byWaId(ACME, '77'))).to.deep.equal([second]);
            for (const group of [2, 5])
              expect(await whole(contacts.list(ACME, { group }, null, 10))).to.deep.equal([fourth]);
            await rejection(contacts.byId(ACME, contactId(3)));
            const draft = newContact(0, { recipient: recipient(1, 1) });
            const { contact } = await right(contacts.findOrCreate(ACME, draft, 4, NOW));
            expect(await some(contacts.byUserId(ACME, userId(1)))).to.deep.equal(contact);

            const listed = await right(messages.list(ACME, everyMessage, null, 10));
            expect(listed.messages.map(({ recipient: to }) => to)).to.deep.equal([recipient(1, null)]);
            expect(
              (await right(messages.list(ACME, { ...everyMessage, userId: userId(1) }, null, 10))).messages,
            ).to.have.length(0);

            await right(consents.join(ACME, [hash('a'), hash('b')]));
            expect([...(await right(consents.of(ACME, [hash('b')]))).values()]).to.deep.equal([
              { saidAt: 5, optedOutAt: 5 },
            ]);
          } finally {
            await close();
          }
        }
      } finally {
        await store.remove();
      }
    });
};
