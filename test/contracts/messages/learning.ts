import { expect } from 'chai';
import fc from 'fast-check';
import { type Contact } from '../../../src/domain/model/contact/contact.js';
import { type ShownPerson, UNDATED, withMissing } from '../../../src/domain/model/contact/shown-person.js';
import { type UserId } from '../../../src/domain/model/contact/user-id.js';
import { type Message } from '../../../src/domain/model/message/message.js';
import { refOf } from '../../../src/domain/model/message/opened-message.js';
import { type StatusReport } from '../../../src/domain/model/message/status-report.js';
import { type Recipient } from '../../../src/domain/model/contact/recipient.js';
import { type Contacts } from '../../../src/domain/ports/contacts.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import {
  ACME,
  draft,
  newContact,
  none,
  NOW,
  on,
  type Open,
  phone,
  recipient,
  right,
  shown,
  some,
  times,
  userId,
  whole,
} from '../support.js';
import { type Damage } from './damage.js';

export interface LearningStage {
  readonly messages: Messages;
  readonly contacts: Contacts;
  readonly elsewhere: Messages;
  readonly damage: Damage;
  /** A number that rises with each write. */
  readonly writes: () => Promise<number>;
}

const UNLIMITED = -1;
const PARENT = 'US.ENT.77' as UserId;
const accepted = (person: ShownPerson, wamid = 'w') => ({
  _tag: 'Accepted' as const,
  wamid,
  shown: person,
  at: NOW + 900,
});

/** What the port `Messages` promises of what answers and statuses show of people. */
export const learningContract = (open: Open<LearningStage>): void => {
  const test = on(open);
  const made = async (contacts: Contacts, to: Recipient): Promise<Contact> =>
    (await right(contacts.findOrCreate(ACME, newContact(0, { recipient: to }), UNLIMITED, NOW))).contact;
  const opened = (messages: Messages, contact: Contact, to = contact.recipient): Promise<Message> =>
    right(messages.open(draft({ contactId: contact.id, recipient: to }), UNLIMITED, NOW));
  const told = (messages: Messages, person: ShownPerson, more: Partial<Omit<StatusReport, 'status'>> = {}) =>
    right(
      messages.recordStatus(
        ACME,
        { wamid: 'w', mark: null, shown: person, at: NOW + 5_000, ...more, status: 'delivered' },
        NOW,
      ),
    );
  const isNow = async (contacts: Contacts, contact: Contact): Promise<void> => {
    expect(await some(contacts.byId(ACME, contact.id))).to.deep.equal(contact);
  };

  describe('what an answer shows', () => {
    it(
      'is kept on the contact, and the contact is found by it',
      test(async ({ messages, contacts }) => {
        const before = await made(contacts, recipient(1, null));
        const person = shown({ waId: '77', userId: userId(1), parentUserId: PARENT, username: 'zoe' });
        const message = await opened(messages, before);
        await right(messages.settle(refOf(message), accepted(person), before, []));
        const contact = {
          ...before,
          ...{ recipient: recipient(1, 1), userIdAt: UNDATED, otherUserId: PARENT, otherUserIdAt: UNDATED },
          ...{ waId: '77', waIdAt: UNDATED, username: 'zoe' },
        };
        await isNow(contacts, contact);
        expect(await some(contacts.byUserId(ACME, userId(1)))).to.deep.equal(contact);
        expect(await some(contacts.byPhone(ACME, phone(1)))).to.deep.equal(contact);
        expect(await whole(contacts.byWaId(ACME, '77'))).to.deep.equal([contact]);
        // The message keeps what its send was given.
        expect((await some(messages.byId(ACME, message.id))).recipient).to.deep.equal(recipient(1, null));
      }),
    );

    it(
      'takes no id from the contact, and none from another',
      test(async ({ messages, contacts }) => {
        const other = await made(contacts, recipient(null, 2));
        const before = await made(contacts, recipient(1, null));
        await right(
          messages.settle(
            refOf(await opened(messages, before)),
            accepted(shown({ waId: '77', userId: userId(2), username: 'zoe' })),
            before,
            [],
          ),
        );
        const first = { ...before, waId: '77', waIdAt: UNDATED, username: 'zoe' };
        await isNow(contacts, other);
        await isNow(contacts, first);
        await right(
          messages.settle(
            refOf(await opened(messages, before)),
            accepted(shown({ waId: '78', userId: userId(3) }), 'w2'),
            first,
            [],
          ),
        );
        await isNow(contacts, { ...first, recipient: recipient(1, 3), userIdAt: UNDATED });
        expect(await whole(contacts.byWaId(ACME, '78'))).to.deep.equal([]);
      }),
    );

    it(
      'costs one write more if something is new, and none if the sender knew it, or has read it too early',
      test(async ({ messages, contacts, writes }) => {
        const before = await made(contacts, recipient(1, null));
        const person = shown({ waId: phone(1), userId: userId(1) });
        const settling = async (contact: Contact, wamid: string) => {
          const message = await opened(messages, before);
          const atFirst = await writes();
          await right(messages.settle(refOf(message), accepted(person, wamid), contact, []));
          return { contact: await some(contacts.byId(ACME, contact.id)), cost: (await writes()) - atFirst };
        };
        const { contact } = await settling(before, 'w1');
        const again = await settling(contact, 'w2');
        expect(again.contact).to.deep.equal(contact);
        const late = await settling(before, 'w3');
        expect(late).to.deep.equal(again);
        expect(again.cost).to.equal(1);
      }),
    );

    it(
      'is not there in a refusal',
      test(async ({ messages, contacts }) => {
        const before = await made(contacts, recipient(1, null));
        const failure = { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null } as const;
        const message = await opened(messages, before);
        await right(messages.settle(refOf(message), { _tag: 'Refused', failure, at: NOW }, before, []));
        await isNow(contacts, before);
      }),
    );

    it(
      'does not fail a message whose contact is damaged',
      test(async ({ messages, contacts, damage }) => {
        const before = await made(contacts, recipient(1, null));
        const message = await opened(messages, before);
        await damage.contact(ACME, before.id);
        const person = shown({ userId: userId(1) });
        const settled = await right(messages.settle(refOf(message), accepted(person), before, []));
        expect(settled).to.include({ state: 'sent' });
        await none(contacts.byUserId(ACME, userId(1)));
      }),
    );
  });

  describe('what a status shows', () => {
    it(
      'is kept on the contact, which is answered',
      test(async ({ messages, contacts, writes }) => {
        const before = await made(contacts, recipient(null, 1));
        const message = await opened(messages, before);
        const mark = { id: message.id, nonce: message.nonce };
        const first = await told(messages, shown({ userId: userId(1), waId: '77', username: 'zoe' }), { mark });
        const after = { ...before, waId: '77', waIdAt: NOW + 5_000, username: 'zoe' };
        expect(first.reached).to.deep.equal({ recipient: recipient(null, 1), contact: after });
        expect(first.events).to.have.length(1);
        await isNow(contacts, after);
        const atFirst = await writes();
        for (const again of [{}, { mark }]) {
          const { reached, events } = await told(messages, shown({ userId: userId(1), waId: '77' }), again);
          expect({ contact: reached?.contact, events }).to.deep.equal({ contact: after, events: [] });
        }
        // Another number than the contact has is for the caller to judge.
        expect((await told(messages, shown({ waId: '78', userId: userId(9) }))).reached?.contact).to.deep.equal(after);
        expect(await writes()).to.equal(atFirst);
        // A name may change.
        const renamed = await told(messages, shown({ username: 'zoe2' }));
        expect(renamed.reached?.contact).to.deep.equal({ ...after, username: 'zoe2' });
        await isNow(contacts, { ...after, username: 'zoe2' });
      }),
    );

    it(
      'is not looked up if it is the number alone that the message was sent to',
      test(async ({ messages, contacts, writes }) => {
        const before = await made(contacts, recipient(1, null));
        const message = await opened(messages, before);
        const mark = { id: message.id, nonce: message.nonce };
        const atFirst = await writes();
        for (const person of [shown(), shown({ waId: phone(1) })])
          expect((await told(messages, person, { mark })).reached).to.equal(null);
        expect((await writes()) - atFirst).to.equal(1);
        await isNow(contacts, before);
      }),
    );

    it(
      'leaves out an id that another contact has',
      test(async ({ messages, contacts }) => {
        const other = await made(contacts, recipient(null, 2));
        const before = await made(contacts, recipient(1, null));
        const message = await opened(messages, before);
        const mark = { id: message.id, nonce: message.nonce };
        const { reached } = await told(messages, shown({ userId: userId(2), waId: phone(1), username: 'zoe' }), {
          mark,
        });
        expect(reached?.contact).to.deep.include({ recipient: recipient(1, null), username: 'zoe', userIdAt: null });
        await isNow(contacts, other);
        expect(await some(contacts.byUserId(ACME, userId(2)))).to.deep.equal(other);
      }),
    );

    it(
      'names a message by a user id or number that the contact alone has',
      test(async ({ messages, contacts }) => {
        const before = await made(contacts, recipient(1, 1));
        for (const [index, person] of [
          shown({ waId: '628123456789', userId: userId(1) }),
          shown({ waId: phone(1) }),
        ].entries()) {
          const message = await opened(messages, before, recipient(null, 7));
          const mark = { id: message.id, nonce: message.nonce };
          await told(messages, person, { mark, wamid: `w${index}` });
          expect(await some(messages.byId(ACME, message.id))).to.include({ state: 'delivered', wamid: `w${index}` });
        }
      }),
    );

    it(
      'needs no contact, nor a sound one, to move its message',
      test(async ({ messages, contacts, damage }) => {
        const before = await made(contacts, recipient(1, null));
        await damage.contact(ACME, before.id);
        const message = await opened(messages, before);
        const mark = { id: message.id, nonce: message.nonce };
        const { reached, events } = await told(messages, shown({ waId: phone(1), userId: userId(1) }), { mark });
        expect(reached).to.equal(null);
        expect(events).to.have.length(1);
        expect((await told(messages, shown({ userId: userId(1) }), { wamid: 'nobody’s' })).reached).to.equal(null);
      }),
    );

    it(
      'is learnt once of many that come at once, on two nodes',
      test(async ({ messages, elsewhere, contacts }) => {
        const before = await made(contacts, recipient(1, null));
        const message = await opened(messages, before);
        const mark = { id: message.id, nonce: message.nonce };
        const person = shown({ waId: phone(1), userId: userId(1), username: 'zoe' });
        const all = await Promise.all(times(12, (at) => told(at % 2 === 0 ? messages : elsewhere, person, { mark })));
        const contact = await some(contacts.byUserId(ACME, userId(1)));
        for (const one of all) expect(one.reached).to.deep.equal({ recipient: before.recipient, contact });
        expect(all.flatMap(({ events }) => events)).to.have.length(1);
        expect(contact).to.deep.equal(withMissing(before, person, NOW + 5_000));
      }),
    );

    it('comes to what the domain says, in whatever order answers and statuses come', async () => {
      const person = fc.record<ShownPerson>({
        waId: fc.constantFrom(null, phone(1), '77', '78'),
        userId: fc.constantFrom(null, userId(1), userId(2), userId(3)),
        parentUserId: fc.constantFrom(null, PARENT),
        username: fc.constantFrom(null, 'a', 'b'),
      });
      const step = fc.record({ person, isAnswer: fc.boolean(), at: fc.integer({ min: NOW, max: NOW + 9 }) });
      const to = fc.constantFrom(recipient(1, null), recipient(null, 1), recipient(1, 1));
      await fc.assert(
        fc.asyncProperty(to, fc.array(step, { minLength: 1, maxLength: 8 }), async (named, all) =>
          on(open)(async ({ messages, contacts }) => {
            // Whose user id no other contact gets.
            await made(contacts, recipient(null, 3));
            const first = await made(contacts, named);
            const message = await opened(messages, first);
            await right(messages.settle(refOf(message), accepted(shown()), first, []));
            // What is known of the person, by the name of the contact's field.
            const known: Record<string, unknown> = { waId: null, userId: named.userId, other: null, name: null };
            const dates: Record<string, number | null> = { waIdAt: null, userIdAt: null, otherUserIdAt: null };
            const learn = (field: string, value: string | null, at: number | null, date?: string): void => {
              if (value === null || known[field] !== null) return;
              known[field] = value;
              if (date !== undefined) dates[date] = at;
            };
            for (const { person: seen, isAnswer, at } of all) {
              const showsOnlyRecipient =
                seen.username === null &&
                seen.parentUserId === null &&
                [null, named.phone].includes(seen.waId as never) &&
                [null, named.phone === null ? named.userId : null].includes(seen.userId);
              if (isAnswer || !showsOnlyRecipient) {
                const when = isAnswer ? UNDATED : at;
                learn('waId', seen.waId, when, 'waIdAt');
                if (seen.userId !== userId(3)) learn('userId', seen.userId, when, 'userIdAt');
                // What a caller claimed is shown.
                if (named.phone !== null && seen.userId !== null && seen.userId === known['userId'])
                  dates['userIdAt'] ??= when;
                learn('other', seen.parentUserId, when, 'otherUserIdAt');
                if (seen.username !== null) known['name'] = seen.username;
              }
              if (isAnswer) await right(messages.settle(refOf(message), { ...accepted(seen), at }, first, []));
              else await told(messages, seen, { at });
              await isNow(contacts, {
                ...first,
                ...dates,
                recipient: { phone: named.phone, userId: known['userId'] } as Contact['recipient'],
                waId: known['waId'] as string | null,
                otherUserId: known['other'] as Contact['otherUserId'],
                username: known['name'] as string | null,
              });
            }
          })(),
        ),
        { numRuns: 20 },
      );
    });
  });
};
