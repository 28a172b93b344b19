import { expect } from 'chai';
import { nothingShown } from '../../../src/domain/model/contact/shown-person.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { KEY_MINUTES } from '../../../src/domain/model/service-time.js';
import { type ContactId } from '../../../src/domain/model/contact/contact.js';
import { LEASE, type MessageRef, refOf } from '../../../src/domain/model/message/opened-message.js';
import { type Message } from '../../../src/domain/model/message/message.js';
import { type MessagePosition } from '../../../src/domain/model/message/message-page.js';
import { type ContactPage, type Contacts } from '../../../src/domain/ports/contacts.js';
import { everyone } from '../../support/list-contacts.js';
import { type ListedMessages, type Messages, REPORT_KEPT } from '../../../src/domain/ports/messages.js';
import { type Round, type Stored } from '../../../src/domain/ports/store.js';
import { type Instant } from '../../../src/domain/model/time.js';
import {
  ACME,
  contactId,
  draft,
  key,
  everyMessage,
  newContact,
  none,
  NOW,
  on,
  type Open,
  OTHER,
  phone,
  right,
  outcomeOf,
  some,
  times,
} from '../support.js';

/** Damages one field of a record, so that it does not decode; what it is found by stays. */
export interface Damage {
  readonly message: (message: MessageRef) => Promise<void>;
  readonly contact: (account: AccountId, id: ContactId) => Promise<void>;
  readonly reports: (account: AccountId, wamid: string) => Promise<void>;
}

export interface DamageStage {
  readonly messages: Messages;
  readonly contacts: Contacts;
  /** The same store as another process has it open. */
  readonly elsewhere: Messages;
  readonly prune: (now: Instant) => Stored<Round>;
  /** Lets so many minutes of service pass. */
  readonly serve: (minutes: number) => Promise<void>;
  readonly damage: Damage;
}

/** What the damaged field then holds: no error may repeat it. */
export const SECRET_DAMAGE = { secret: 'of a caller' };

const UNLIMITED = -1;
const rejection = async (task: TaskEither<unknown, unknown>): Promise<string> =>
  task().then(
    (answer) => expect.fail(`did not reject: ${answer._tag}`),
    (error: unknown) => String(error),
  );

/** One damaged record costs what needs it, and nothing else. */
export const damageContract = (open: Open<DamageStage>): void => {
  const test = on(open);
  const opened = (messages: Messages, more: Parameters<typeof draft>[0] = {}, at = NOW): Promise<Message> =>
    right(messages.open(draft(more), UNLIMITED, at));

  describe('a damaged record', () => {
    it(
      'of a message fails who asks for it, by account and id, and says nothing of what it holds',
      test(async ({ messages, damage }) => {
        const [bad, good] = [await opened(messages), await opened(messages)];
        await damage.message(refOf(bad));
        const error = await rejection(messages.byId(ACME, bad.id));
        expect(error)
          .to.match(/messages/)
          .and.include(`${ACME}/${bad.id}`)
          .and.not.include('secret');
        expect(await some(messages.byId(ACME, good.id))).to.deep.equal(good);
      }),
    );

    it(
      'of a message is left out of lists and named, wherever a page ends, and all else is listed',
      test(async ({ messages, damage }) => {
        const all = await Promise.all(times(6, (index) => opened(messages, {}, NOW + index)));
        const bad = all.filter((_message, index) => index === 0 || index === 3 || index === 5);
        for (const message of bad) await damage.message(refOf(message));
        const good = all.filter((message) => !bad.includes(message)).reverse();
        for (const filter of [everyMessage, { ...everyMessage, state: 'pending' as const }])
          for (const limit of [1, 2, 3, 6, 10]) {
            const found: Message[] = [];
            const named: string[] = [];
            for (let after: MessagePosition | null = null, more = true; more;) {
              const page: ListedMessages = await right(messages.list(ACME, filter, after, limit));
              found.push(...page.messages);
              named.push(...page.damaged.map(({ what }) => what));
              more = page.next !== null;
              after = page.next;
            }
            expect(found, String(limit)).to.deep.equal(good);
            expect(named).to.have.length(3);
            for (const { id } of bad) expect(named.join('\n')).to.include(`${ACME}/${id}`);
            expect(named.join()).to.not.include('secret');
          }
      }),
    );

    it(
      'of a message does not keep others from being made unconfirmed, and is named each time',
      test(async ({ messages, damage }) => {
        const [first, bad, last] = [await opened(messages), await opened(messages), await opened(messages)];
        await damage.message(refOf(bad));
        for (const [now, count] of [
          [NOW + LEASE - 1, 0],
          [NOW + LEASE, 2],
          [NOW + LEASE, 0],
        ] as const)
          expect((await right(messages.expire(now, false))).count).to.equal(count);
        for (const { id } of [first, last])
          expect(await some(messages.byId(ACME, id))).to.include({ state: 'unconfirmed' });
        const again = await right(messages.expire(NOW + LEASE, false));
        expect(again.damaged.map(({ what }) => what).join()).to.include(`${ACME}/${bad.id}`);
      }),
    );

    it(
      'of a message does not stop a start that finds orphans',
      test(async ({ messages, elsewhere, damage }) => {
        const [bad, orphan] = [await opened(elsewhere), await opened(elsewhere, { accountId: OTHER })];
        await damage.message(refOf(bad));
        const { count, damaged } = await right(messages.expire(NOW, true));
        expect(count).to.equal(1);
        expect(damaged.map(({ what }) => what).join()).to.include(`${ACME}/${bad.id}`);
        expect(await some(messages.byId(OTHER, orphan.id))).to.include({ state: 'unconfirmed' });
      }),
    );

    it(
      'of many messages does not hide the sound ones behind them, and is no endless work',
      test(async ({ messages, damage }) => {
        const bad = await Promise.all(times(501, () => opened(messages)));
        await Promise.all(bad.map((message) => damage.message(refOf(message))));
        const good = await opened(messages, {}, NOW + 1);
        const { count, damaged } = await right(messages.expire(NOW + LEASE + 1, false));
        expect(count).to.equal(1);
        expect(new Set(damaged.map(({ what }) => what)).size).to.equal(501);
        expect(await some(messages.byId(ACME, good.id))).to.include({ state: 'unconfirmed' });
      }),
    );

    it(
      'of a message keeps its own key, and no other from being free again after its day',
      test(async ({ messages, damage, prune, serve }) => {
        const bad = await opened(messages, { key: key('bad') });
        await opened(messages, { key: key('good') });
        await damage.message(refOf(bad));
        await serve(KEY_MINUTES);
        await right(prune(NOW));
        await none(messages.byKey(ACME, key('good')));
        await opened(messages, { key: key('good') });
        expect(await rejection(messages.byKey(ACME, key('bad')))).to.include(`${ACME}/${bad.id}`);
      }),
    );

    it(
      'of early reports does not cost a message its outcome; it stays, and housekeeping names it',
      test(async ({ messages, damage, prune }) => {
        const early = (wamid: string) =>
          right(
            messages.recordStatus(ACME, { wamid, mark: null, shown: nothingShown, status: 'read', at: NOW + 1 }, NOW),
          );
        await early('bad');
        await early('good');
        await damage.reports(ACME, 'bad');
        const settle = async (wamid: string) =>
          outcomeOf(messages, await opened(messages), { _tag: 'Accepted', wamid, shown: nothingShown, at: NOW });
        expect(await settle('bad')).to.include({ state: 'sent' });
        expect(await settle('good')).to.include({ state: 'read' });
        await early('old');
        const { count, damaged } = await right(prune(NOW + REPORT_KEPT));
        expect(count).to.equal(1);
        expect(damaged).to.have.length(1);
        expect(damaged[0]?.what).to.match(/early/i).and.not.include('secret');
        expect((await right(prune(NOW + REPORT_KEPT))).damaged).to.have.length(1);
      }),
    );

    it(
      'of a contact fails who needs it, and is left out of lists and named',
      test(async ({ contacts, damage }) => {
        for (const index of times(5, (at) => at + 1))
          await right(contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
        for (const id of [2, 5]) await damage.contact(ACME, contactId(id));
        expect(await rejection(contacts.byId(ACME, contactId(2))))
          .to.include(`${ACME}/2`)
          .and.not.include('secret');
        expect(await rejection(contacts.byPhone(ACME, phone(2)))).to.include(`${ACME}/2`);
        for (const limit of [1, 2, 5, 10]) {
          const [found, named]: [number[], string[]] = [[], []];
          let below: ContactId | null = null;
          do {
            const page: ContactPage = await right(contacts.list(ACME, everyone, below, limit));
            found.push(...page.items.map(({ id }) => Number(id)));
            named.push(...page.damaged.map(({ what }) => what));
            below = page.next;
          } while (below !== null);
          expect(found, String(limit)).to.deep.equal([4, 3, 1]);
          expect(named).to.have.length(2);
        }
      }),
    );

    it(
      'of the newest contact costs the account no other: the next is made, and counted, and the limit holds',
      test(async ({ contacts, damage }) => {
        for (const index of [1, 2]) await right(contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
        await damage.contact(ACME, contactId(2));
        expect(await right(contacts.count(ACME))).to.equal(2);
        const third = await right(contacts.findOrCreate(ACME, newContact(3), 3, NOW));
        expect(third).to.deep.include({ created: true });
        expect(third.contact.id).to.equal(3);
        expect(await contacts.findOrCreate(ACME, newContact(4), 3, NOW)()).to.have.property('_tag', 'Left');
      }),
    );

    it(
      'of a contact is named to who looks for its person, beside the other phone of theirs',
      test(async ({ messages, contacts, damage }) => {
        for (const index of [1, 2]) {
          const { contact } = await right(contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
          const message = await opened(messages, { contactId: contact.id });
          await outcomeOf(messages, message, {
            _tag: 'Accepted',
            wamid: `w${index}`,
            shown: { ...nothingShown, waId: '77' },
            at: NOW,
          });
        }
        await damage.contact(ACME, contactId(1));
        const { items, damaged } = await right(contacts.byWaId(ACME, '77'));
        expect(items.map(({ id }) => Number(id))).to.deep.equal([2]);
        expect(damaged.map(({ what }) => what).join()).to.include(`${ACME}/1`);
      }),
    );
  });
};
