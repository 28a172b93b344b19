import { expect } from 'chai';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Contact, type NewContact } from '../../src/domain/model/contact/contact.js';
import { CONVERSATION_LENGTH } from '../../src/domain/model/message/conversation.js';
import { LEASE, refOf } from '../../src/domain/model/message/opened-message.js';
import { openedMessage } from '../../src/domain/model/message/message.js';
import { KEY_MINUTES } from '../../src/domain/model/service-time.js';
import { type SendFailure, type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { leaseLost } from '../../src/domain/model/message/settled-message.js';
import { type Contacts } from '../../src/domain/ports/contacts.js';
import { DAY, HOUR } from '../../src/domain/model/time.js';
import { damageContract, type DamageStage } from './messages/damage.js';
import { learningContract, type LearningStage } from './messages/learning.js';
import { listingContract } from './messages/listing.js';
import { settlingContract } from './messages/settling.js';
import { statusesContract } from './messages/statuses.js';
import { messagesModel } from './messages-model.js';
import {
  ACME,
  contactId,
  draft,
  key,
  left,
  lefts,
  newContact,
  none,
  NOW,
  on,
  type Open,
  OTHER,
  phone,
  right,
  shown,
  outcomeOf,
  rights,
  some,
  times,
} from './support.js';
import { UNDATED } from '../../src/domain/model/contact/shown-person.js';
import { contactsOf } from '../support/list-contacts.js';

export type MessagesStage = DamageStage & LearningStage;

const UNLIMITED = -1;
const accepted = (more: Partial<Extract<SendOutcome, { _tag: 'Accepted' }>> = {}): SendOutcome => ({
  _tag: 'Accepted',
  wamid: 'wamid.HBgL',
  shown: shown({ waId: '14155550001' }),
  at: NOW + 900,
  ...more,
});
const refused = (failure: Partial<SendFailure> = {}): SendOutcome => ({
  _tag: 'Refused',
  failure: {
    error: 'no',
    outcome: 'not_sent',
    retryable: false,
    whatsapp: { code: 131026, title: 'Message undeliverable', details: null, fbtraceId: 'A1' },
    ...failure,
  },
  at: NOW + 800,
});
const free = refused({ retryable: true });
const unknown = refused({ outcome: 'unknown', whatsapp: null });

/** What the port `Messages` promises. */
export const messagesContract = (name: string, open: Open<MessagesStage>): void => {
  const test = on(open);
  const makeContact = async (
    contacts: Contacts,
    index = 1,
    account: AccountId = ACME,
    more: Partial<NewContact> = {},
  ): Promise<Contact> => (await right(contacts.findOrCreate(account, newContact(index, more), UNLIMITED, NOW))).contact;

  describe(`Messages: ${name}`, () => {
    describe('opening', () => {
      it(
        'records all of a draft as pending, under the next id of its account',
        test(async ({ messages }) => {
          const said = draft({ caption: 'Grüße 🙂\n"x"', filename: 'a.pdf', warnings: ['w'], key: key('k ~!"') });
          const message = await right(messages.open(said, UNLIMITED, NOW));
          expect(message).to.deep.equal(openedMessage(said, message.id, NOW, 0));
          expect(message.id).to.be.above(0);
          expect(await some(messages.byId(ACME, message.id))).to.deep.equal(message);
          const next = await right(messages.open(draft(), UNLIMITED, NOW));
          expect(next.id).to.be.above(message.id);
        }),
      );

      it(
        'has no message where none was opened',
        test(async ({ messages }) => {
          const { id } = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await none(messages.byId(OTHER, id));
          await none(messages.byId(ACME, (id + 1) as typeof id));
          await none(messages.byKey(OTHER, key('k')));
          await none(messages.byKey(ACME, key('K')));
        }),
      );

      it(
        'gives different ids to messages that are opened at once, also by two processes',
        test(async ({ messages, elsewhere }) => {
          const opened = await Promise.all(
            times(60, (index) => right((index % 2 === 0 ? messages : elsewhere).open(draft(), UNLIMITED, NOW))),
          );
          expect(new Set(opened.map(({ id }) => id)).size).to.equal(60);
        }),
      );
    });

    describe('idempotency keys', () => {
      it(
        'are claimed by the message that is opened with them',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(message);
          expect(await left(messages.open(draft({ key: key('k') }), UNLIMITED, NOW))).to.deep.equal({
            _tag: 'KeyTaken',
          });
        }),
      );

      it(
        'are claimed by exactly one of twenty that want one at once, and the others leave nothing',
        test(async ({ messages, elsewhere }) => {
          const results = await Promise.all(
            times(20, (index) =>
              (index % 2 === 0 ? messages : elsewhere).open(
                draft({ key: key('k'), contactId: contactId(index + 1) }),
                UNLIMITED,
                NOW,
              )(),
            ),
          );
          expect(rights(results)).to.have.length(1);
          expect(lefts(results).map(({ _tag }) => _tag)).to.deep.equal(times(19, () => 'KeyTaken'));
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(rights(results)[0]);
        }),
      );

      it(
        'belong to one account each',
        test(async ({ messages }) => {
          const mine = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          const theirs = await right(messages.open(draft({ key: key('k'), accountId: OTHER }), UNLIMITED, NOW));
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(mine);
          expect(await some(messages.byKey(OTHER, key('k')))).to.deep.equal(theirs);
        }),
      );

      it(
        'are told apart to the letter, odd ones among them',
        test(async ({ messages }) => {
          const odd = ['a', 'A', 'a ', ' a', '$where', '__proto__', 'a.b', 'a:b', '{"$gt":""}', '~'.repeat(255)];
          for (const text of odd) await right(messages.open(draft({ key: key(text) }), UNLIMITED, NOW));
          for (const text of odd) {
            expect((await some(messages.byKey(ACME, key(text)))).key).to.equal(text);
            expect(await left(messages.open(draft({ key: key(text) }), UNLIMITED, NOW))).to.include({
              _tag: 'KeyTaken',
            });
          }
        }),
      );

      it(
        'are free again after a day of service, and their message keeps its record',
        test(async ({ messages, serve }) => {
          await serve(7);
          const old = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await serve(KEY_MINUTES - 1);
          await some(messages.byKey(ACME, key('k')));
          expect(await left(messages.open(draft({ key: key('k') }), UNLIMITED, NOW))).to.include({ _tag: 'KeyTaken' });
          await serve(1);
          await none(messages.byKey(ACME, key('k')));
          const fresh = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(fresh);
          expect((await some(messages.byId(ACME, old.id))).id).to.equal(old.id);
        }),
      );

      it(
        'are held whatever the wall clock says',
        test(async ({ messages }) => {
          for (const at of [NOW, Date.UTC(1972, 0, 1), NOW + 400 * DAY]) {
            const message = await right(messages.open(draft({ key: key(`${at}`) }), UNLIMITED, at));
            for (const later of [at - 50 * 365 * DAY, at + 2 * DAY, at + 400 * DAY])
              expect(await left(messages.open(draft({ key: key(`${at}`) }), UNLIMITED, later))).to.include({
                _tag: 'KeyTaken',
              });
            expect(await some(messages.byKey(ACME, key(`${at}`)))).to.deep.equal(message);
          }
        }),
      );

      it(
        'that are too old go to exactly one of those who want them at once',
        test(async ({ messages, serve }) => {
          await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await serve(KEY_MINUTES);
          const results = await Promise.all(times(20, () => messages.open(draft({ key: key('k') }), UNLIMITED, NOW)()));
          expect(rights(results)).to.have.length(1);
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(rights(results)[0]);
        }),
      );

      for (const [what, outcome, frees] of [
        ['a send that certainly did not happen and may be tried again', free, true],
        ['a refusal that is final', refused(), false],
        ['an unknown outcome', unknown, false],
        ['an accepted message', accepted(), false],
      ] as const)
        it(
          `are ${frees ? 'freed' : 'kept'} by ${what}`,
          test(async ({ messages }) => {
            const message = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
            const settled = await outcomeOf(messages, message, outcome);
            if (frees) {
              await none(messages.byKey(ACME, key('k')));
              const next = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
              expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(next);
            } else {
              expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(settled);
              expect(await left(messages.open(draft({ key: key('k') }), UNLIMITED, NOW))).to.include({
                _tag: 'KeyTaken',
              });
            }
          }),
        );

      it(
        'are not freed for whom holds them now by what becomes of an earlier message',
        test(async ({ messages, serve }) => {
          const first = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await serve(KEY_MINUTES);
          const second = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await outcomeOf(messages, first, free);
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(second);
        }),
      );
    });

    describe('conversations', () => {
      it(
        'are opened by the first message to a contact and count once for a day',
        test(async ({ messages }) => {
          const standing = (at: number) => right(messages.standing(ACME, contactId(1), at));
          expect(await standing(NOW)).to.deep.equal({ open: false, openedThisMonth: 0 });
          for (const at of [0, 1, CONVERSATION_LENGTH - 1]) await right(messages.open(draft(), 1, NOW + at));
          expect(await standing(NOW)).to.deep.equal({ open: true, openedThisMonth: 1 });
          expect(await standing(NOW + CONVERSATION_LENGTH - 1)).to.deep.equal({ open: true, openedThisMonth: 1 });
          expect(await standing(NOW + CONVERSATION_LENGTH)).to.deep.equal({ open: false, openedThisMonth: 1 });
          await right(messages.open(draft(), UNLIMITED, NOW + CONVERSATION_LENGTH));
          expect(await standing(NOW + CONVERSATION_LENGTH)).to.deep.equal({ open: true, openedThisMonth: 2 });
        }),
      );

      it(
        'are each a contact’s own, and nobody’s before there is a contact',
        test(async ({ messages }) => {
          await right(messages.open(draft(), UNLIMITED, NOW));
          expect(await right(messages.standing(ACME, contactId(2), NOW))).to.deep.equal({
            open: false,
            openedThisMonth: 1,
          });
          expect(await right(messages.standing(ACME, null, NOW))).to.deep.equal({ open: false, openedThisMonth: 1 });
          expect(await right(messages.standing(OTHER, contactId(1), NOW))).to.deep.equal({
            open: false,
            openedThisMonth: 0,
          });
        }),
      );

      it(
        'refuse one more than the limit of a month, say where the account stands, and leave nothing',
        test(async ({ messages }) => {
          for (const id of [1, 2]) await right(messages.open(draft({ contactId: contactId(id) }), 2, NOW));
          const third = draft({ contactId: contactId(3), key: key('k') });
          expect(await left(messages.open(third, 2, NOW))).to.deep.equal({
            _tag: 'FeatureLimitExceeded',
            feature: 'conversations',
            current: 2,
            maximum: 2,
          });
          expect(await right(messages.standing(ACME, contactId(3), NOW))).to.deep.equal({
            open: false,
            openedThisMonth: 2,
          });
          await none(messages.byKey(ACME, key('k')));
          // Who has a conversation may go on, also over the limit.
          await right(messages.open(draft({ contactId: contactId(1) }), 1, NOW + HOUR));
          await right(messages.open(draft({ contactId: contactId(1) }), 0, NOW + HOUR));
          expect(await left(messages.open(draft({ contactId: contactId(4) }), 0, NOW))).to.include({ current: 2 });
        }),
      );

      it(
        'open exactly as many as the limit of 50 more callers at once, also from two processes',
        test(async ({ messages, elsewhere }) => {
          const limit = 30;
          const results = await Promise.all(
            times(limit + 50, (index) =>
              (index % 2 === 0 ? messages : elsewhere).open(draft({ contactId: contactId(index + 1) }), limit, NOW)(),
            ),
          );
          expect(rights(results)).to.have.length(limit);
          expect(lefts(results).map(({ _tag }) => _tag)).to.deep.equal(times(50, () => 'FeatureLimitExceeded'));
          expect((await right(messages.standing(ACME, null, NOW))).openedThisMonth).to.equal(limit);
        }),
      );

      it(
        'cost one place where many messages to one contact race for the last',
        test(async ({ messages }) => {
          const results = await Promise.all(times(20, () => messages.open(draft(), 1, NOW)()));
          expect(rights(results)).to.have.length(20);
          expect((await right(messages.standing(ACME, contactId(1), NOW))).openedThisMonth).to.equal(1);
        }),
      );

      it(
        'are counted by the calendar month in UTC, while the day of each runs on',
        test(async ({ messages }) => {
          const lastMoment = Date.UTC(2026, 11, 1) - 1;
          await right(messages.open(draft(), 1, lastMoment));
          const other = draft({ contactId: contactId(2) });
          expect(await left(messages.open(other, 1, lastMoment))).to.include({ _tag: 'FeatureLimitExceeded' });
          expect(await right(messages.standing(ACME, contactId(1), lastMoment + 1))).to.deep.equal({
            open: true,
            openedThisMonth: 0,
          });
          await right(messages.open(draft(), 0, lastMoment + 1));
          await right(messages.open(other, 1, lastMoment + 1));
          expect((await right(messages.standing(ACME, null, lastMoment + 1))).openedThisMonth).to.equal(1);
          expect((await right(messages.standing(ACME, null, lastMoment))).openedThisMonth).to.equal(1);
        }),
      );

      it(
        'stay open and counted whatever becomes of the send',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft({ key: key('k') }), 1, NOW));
          await outcomeOf(messages, message, free);
          expect(await right(messages.standing(ACME, contactId(1), NOW))).to.deep.equal({
            open: true,
            openedThisMonth: 1,
          });
          await right(messages.open(draft({ key: key('k') }), 1, NOW + DAY - 1));
        }),
      );

      it(
        'cost nothing where the key is taken',
        test(async ({ messages }) => {
          await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await left(messages.open(draft({ key: key('k'), contactId: contactId(2) }), UNLIMITED, NOW));
          expect(await right(messages.standing(ACME, contactId(2), NOW))).to.deep.equal({
            open: false,
            openedThisMonth: 1,
          });
        }),
      );
    });

    describe('settling', () => {
      it(
        'records what WhatsApp accepted, and the recipient’s id on the contact',
        test(async ({ messages, contacts }) => {
          const contact = await makeContact(contacts, 1, ACME, { firstname: 'Zoë' });
          const message = await right(messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
          const settled = await outcomeOf(messages, message, accepted({ shown: shown({ waId: '4155550001' }) }));
          expect(settled).to.deep.equal({
            ...message,
            state: 'sent',
            outcome: 'accepted',
            wamid: 'wamid.HBgL',
            sentAt: NOW + 900,
          });
          expect(await some(messages.byId(ACME, message.id))).to.deep.equal(settled);
          expect(await some(contacts.byId(ACME, contact.id))).to.deep.equal({
            ...contact,
            waId: '4155550001',
            waIdAt: UNDATED,
          });
          expect(await some(contacts.byPhone(ACME, phone(1)))).to.include({ waId: '4155550001' });
        }),
      );

      it(
        'leaves a contact as it is where WhatsApp told no id',
        test(async ({ messages, contacts }) => {
          const contact = await makeContact(contacts);
          const first = await right(messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
          await outcomeOf(messages, first, accepted({ shown: shown({ waId: '77' }) }));
          for (const outcome of [accepted({ shown: shown() }), refused()]) {
            const next = await right(messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
            await outcomeOf(messages, next, outcome);
          }
          expect(await some(contacts.byId(ACME, contact.id))).to.deep.equal({
            ...contact,
            waId: '77',
            waIdAt: UNDATED,
          });
        }),
      );

      it(
        'lets a contact be found by the id of WhatsApp that was seen first, and tells two phones of one person',
        test(async ({ messages, contacts }) => {
          const found = async (waId: string) => (await right(contacts.byWaId(ACME, waId))).items.map(({ id }) => id);
          for (const [index, waId] of [
            [1, '77'],
            [2, '77'],
            [1, '78'],
          ] as const) {
            const contact = await makeContact(contacts, index);
            const message = await right(messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
            await outcomeOf(messages, message, accepted({ shown: shown({ waId }) }));
          }
          expect(await found('77')).to.deep.equal([1, 2]);
          expect(await found('78')).to.deep.equal([]);
          expect(await found('7')).to.deep.equal([]);
          expect((await right(contacts.byWaId(OTHER, '77'))).items).to.deep.equal([]);
        }),
      );

      it(
        'records a refusal and an unknown outcome with all that is known of them',
        test(async ({ messages }) => {
          for (const [outcome, state] of [
            [refused(), 'failed'],
            [unknown, 'unconfirmed'],
          ] as const) {
            const message = await right(messages.open(draft(), UNLIMITED, NOW));
            const settled = await outcomeOf(messages, message, outcome);
            expect(settled).to.deep.equal({
              ...message,
              state,
              outcome: state === 'failed' ? 'not_sent' : 'unknown',
              failure: outcome._tag === 'Refused' ? outcome.failure : null,
              ...(state === 'failed' ? { failedAt: outcome.at, wamid: null, sentAt: null } : {}),
            });
            expect(await some(messages.byId(ACME, message.id))).to.deep.equal(settled);
          }
        }),
      );

      for (const [what, outcome] of [
        ['acceptance', accepted()],
        ['refusal', refused()],
        ['refusal that frees the key', free],
        ['unknown outcome', unknown],
      ] as const)
        it(
          `changes nothing where an ${what} is recorded again, also at once`.replace('an refusal', 'a refusal'),
          test(async ({ messages, contacts }) => {
            const contact = await makeContact(contacts);
            const opened = await right(messages.open(draft({ contactId: contact.id, key: key('k') }), UNLIMITED, NOW));
            const [first, ...again] = await Promise.all(times(5, () => outcomeOf(messages, opened, outcome)));
            for (const repeated of again) expect(repeated).to.deep.equal(first);
            const before = await right(contactsOf(contacts, ACME));
            expect(await outcomeOf(messages, opened, outcome)).to.deep.equal(first);
            expect(await right(contactsOf(contacts, ACME))).to.deep.equal(before);
            expect(await some(messages.byId(ACME, opened.id))).to.deep.equal(first);
          }),
        );

      it(
        'records the late acceptance of a message that was unconfirmed',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          await right(messages.expire(NOW + LEASE, false));
          const settled = await outcomeOf(messages, message, accepted());
          expect(settled)
            .to.include({ state: 'sent', wamid: 'wamid.HBgL', sentAt: NOW + 900 })
            .and.not.have.property('failure');
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(settled);
        }),
      );

      it(
        'never takes a message back that went further',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft(), UNLIMITED, NOW));
          const sent = await outcomeOf(messages, message, accepted());
          expect(await outcomeOf(messages, message, unknown)).to.deep.equal(sent);
          expect(await outcomeOf(messages, message, free)).to.deep.equal(sent);
        }),
      );

      it(
        'touches no other message, account or contact',
        test(async ({ messages, contacts }) => {
          const theirs = await makeContact(contacts, 1, OTHER);
          await makeContact(contacts, 1, ACME);
          const mine = await right(messages.open(draft(), UNLIMITED, NOW));
          const other = await right(messages.open(draft({ accountId: OTHER }), UNLIMITED, NOW));
          await outcomeOf(messages, mine, accepted());
          expect(await some(messages.byId(OTHER, other.id))).to.deep.equal(other);
          expect(await some(contacts.byId(OTHER, theirs.id))).to.deep.equal(theirs);
        }),
      );
    });

    describe('leases', () => {
      it(
        'make a message unconfirmed when they run out, not before',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
          expect((await right(messages.expire(NOW + LEASE - 1, false))).count).to.equal(0);
          expect(await some(messages.byId(ACME, message.id))).to.deep.equal(message);
          expect((await right(messages.expire(NOW + LEASE, false))).count).to.equal(1);
          const lost = await some(messages.byId(ACME, message.id));
          const expired = { kind: 'expired', at: NOW + LEASE } as const;
          const timeline = [...message.timeline, expired];
          expect(lost).to.deep.equal({
            ...message,
            state: 'unconfirmed',
            outcome: 'unknown',
            failure: leaseLost,
            timeline,
          });
          expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(lost);
          expect((await right(messages.expire(NOW + 2 * LEASE, false))).count).to.equal(0);
        }),
      );

      it(
        'start again when they are renewed',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft(), UNLIMITED, NOW));
          await right(messages.renew(refOf(message), NOW + 50_000));
          expect(await some(messages.byId(ACME, message.id))).to.deep.equal({
            ...message,
            leaseUntil: NOW + 50_000 + LEASE,
          });
          expect((await right(messages.expire(NOW + LEASE, false))).count).to.equal(0);
          expect((await right(messages.expire(NOW + 50_000 + LEASE, false))).count).to.equal(1);
        }),
      );

      it(
        'do not come back for a message that is settled or was never there',
        test(async ({ messages }) => {
          const message = await right(messages.open(draft(), UNLIMITED, NOW));
          const settled = await outcomeOf(messages, message, accepted());
          await right(messages.renew(refOf(message), NOW + 10 * LEASE));
          expect(await some(messages.byId(ACME, message.id))).to.deep.equal(settled);
          await right(messages.renew({ accountId: OTHER, id: message.id }, NOW));
          await none(messages.byId(OTHER, message.id));
          expect((await right(messages.expire(NOW + 100 * LEASE, true))).count).to.equal(0);
        }),
      );

      it(
        'run out for many messages of many accounts in one go',
        test(async ({ messages }) => {
          const opened = await Promise.all(
            times(40, (index) =>
              right(messages.open(draft({ accountId: ((index % 3) + 1) as AccountId }), UNLIMITED, NOW + index)),
            ),
          );
          await Promise.all(opened.slice(0, 10).map((message) => outcomeOf(messages, message, accepted())));
          expect((await right(messages.expire(NOW + LEASE + 24, false))).count).to.equal(15);
          expect((await right(messages.expire(NOW + LEASE + 39, false))).count).to.equal(15);
        }),
      );

      it(
        'count each message once where several look at the same time',
        test(async ({ messages, elsewhere }) => {
          await Promise.all(times(20, () => right(messages.open(draft(), UNLIMITED, NOW))));
          const counts = await Promise.all(
            [messages, elsewhere, messages].map((port) => right(port.expire(NOW + LEASE, false))),
          );
          expect(counts.reduce((sum, { count }) => sum + count, 0)).to.equal(20);
        }),
      );

      it(
        'leave whom a running sender is about, where all others are given up at once',
        test(async ({ messages, elsewhere }) => {
          const orphan = await right(elsewhere.open(draft(), UNLIMITED, NOW));
          const running = await right(messages.open(draft(), UNLIMITED, NOW));
          expect((await right(messages.expire(NOW + 1, true))).count).to.equal(1);
          expect(await some(messages.byId(ACME, orphan.id))).to.include({ state: 'unconfirmed' });
          expect(await some(messages.byId(ACME, running.id))).to.deep.equal(running);
          expect((await right(messages.expire(NOW + LEASE, true))).count).to.equal(0);
          expect(await outcomeOf(messages, running, accepted())).to.include({ state: 'sent' });
        }),
      );
    });

    statusesContract(open);
    settlingContract(open);
    listingContract(open);
    learningContract(open);
    damageContract(open);
    messagesModel(open);
  });
};
