import { expect } from 'chai';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { nothingShown, type ShownPerson } from '../../../src/domain/model/contact/shown-person.js';
import fc from 'fast-check';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type ChatMessageId, LEASE } from '../../../src/domain/model/message/opened-message.js';
import { type Message, wamidOf } from '../../../src/domain/model/message/message.js';
import { type SendFailure, type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { changed, givenWamid, type MessageChange } from '../../../src/domain/model/message/message-change.js';
import { snapshotOf } from '../../../src/domain/model/message/message-snapshot.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import { type ReportedStatus } from '../../../src/domain/model/message/message-state.js';
import { isMarkedFor, type StatusReport } from '../../../src/domain/model/message/status-report.js';
import {
  ACME,
  draft,
  key,
  left,
  newContact,
  NOBODY,
  NONCE,
  none,
  NOW,
  on,
  type Open,
  OTHER,
  right,
  shown,
  outcomeOf,
  some,
  times,
  untimed,
} from '../support.js';
import { type MessagesStage } from '../messages.js';

const UNLIMITED = -1;
const WAMID = 'wamid.HBgLMTQx==';
const accepted: SendOutcome = { _tag: 'Accepted', wamid: WAMID, shown: nothingShown, at: NOW + 900 };
const unknown: SendOutcome = {
  _tag: 'Refused',
  failure: { error: 'nobody knows', outcome: 'unknown', retryable: false, whatsapp: null },
  at: NOW + 800,
};
const notSent = (retryable: boolean): SendOutcome => ({
  _tag: 'Refused',
  failure: { error: 'WhatsApp said no', outcome: 'not_sent', retryable, whatsapp: null },
  at: NOW + 700,
});
const why: SendFailure = {
  error: 'not on WhatsApp',
  outcome: 'not_sent',
  retryable: false,
  whatsapp: { code: 131026, title: 'Undeliverable', details: 'Größe 🙂', fbtraceId: null },
};
interface ReportParts {
  readonly wamid?: string;
  readonly mark?: StatusReport['mark'];
  readonly shown?: ShownPerson;
  readonly at?: number;
  readonly failure?: SendFailure;
}
const markOf = ({ id }: Message) => ({ id, nonce: NONCE });
const OWN = { id: 1 as ChatMessageId, nonce: NONCE };
const report = (status: ReportedStatus, { failure = why, ...more }: ReportParts = {}): StatusReport => {
  const parts = { wamid: WAMID, mark: null, shown: nothingShown, at: NOW + 5_000, ...more };
  return status === 'failed' ? { ...parts, status, failure } : { ...parts, status };
};

/** What the port `Messages` promises of WhatsApp's statuses. */
export const statusesContract = (open: Open<MessagesStage>): void => {
  const test = on(open);
  const opened = (messages: Messages, more: Parameters<typeof draft>[0] = {}): Promise<Message> =>
    right(messages.open(draft(more), UNLIMITED, NOW));
  const sent = async (messages: Messages): Promise<Message> => outcomeOf(messages, await opened(messages), accepted);
  const told = async (messages: Messages, one: StatusReport, account = ACME) =>
    (await right(messages.recordStatus(account, one, NOW + 6_000))).events;
  const state = async (messages: Messages, { id }: Message): Promise<Message> => some(messages.byId(ACME, id));

  it(
    'show ids of WhatsApp, which the contact keeps, but for other spellings of its number',
    test(async ({ messages, contacts }) => {
      const { contact } = await right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW));
      const message = await opened(messages, {
        contactId: contact.id,
        recipient: byNumber('5511987654321' as PhoneNumber),
      });
      await outcomeOf(messages, message, accepted);
      const waIdAfter = async (waId: string | null) => {
        await told(messages, report('delivered', { shown: shown({ waId }) }));
        return (await some(contacts.byId(ACME, contact.id))).waId;
      };
      expect(await waIdAfter(null)).to.equal(null);
      expect(await waIdAfter('5511987654321')).to.equal(null);
      expect(await waIdAfter('551187654321')).to.equal(null);
      expect(await waIdAfter('77')).to.equal('77');
      expect(await waIdAfter('7'.repeat(4_000))).to.equal('77');
      expect(await waIdAfter('no id')).to.equal('77');
      expect((await right(contacts.byWaId(ACME, '77'))).items.map(({ id }) => id)).to.deep.equal([contact.id]);
    }),
  );

  describe('statuses', () => {
    it(
      'move the message that has their wamid, and tell each step once',
      test(async ({ messages }) => {
        const message = await sent(messages);
        const delivered = await told(messages, report('delivered', { at: NOW + 2_000 }));
        const after = { ...message, state: 'delivered', deliveredAt: NOW + 2_000 };
        const found = await state(messages, message);
        expect(untimed(found)).to.deep.equal(untimed(after));
        expect(delivered).to.deep.equal([
          { type: 'message.delivered', accountId: ACME, at: NOW + 6_000, message: snapshotOf(found) },
        ]);
        expect(await told(messages, report('delivered', { at: NOW + 3_000 }))).to.deep.equal([]);
        expect(untimed(await state(messages, message))).to.deep.equal(untimed(after));
        const read = await told(messages, report('read', { at: NOW + 4_000 }));
        expect(read).to.have.nested.property('[0].type', 'message.read');
        expect(await told(messages, report('played'))).to.have.nested.property('[0].type', 'message.played');
        const played = { ...after, state: 'played', readAt: NOW + 4_000 };
        expect(untimed(await state(messages, message))).to.deep.equal(untimed(played));
      }),
    );

    it(
      'find the message that they name before WhatsApp’s answer has told its wamid',
      test(async ({ messages }) => {
        const message = await opened(messages);
        const event = await told(messages, report('sent', { mark: markOf(message), at: NOW + 1_000 }));
        expect(event).to.have.nested.property('[0].type', 'message.sent');
        expect(await state(messages, message)).to.include({ state: 'sent', wamid: WAMID, sentAt: NOW + 1_000 });
        await told(messages, report('delivered', { at: NOW + 2_000 }));
        expect(await state(messages, message)).to.include({ state: 'delivered', outcome: null });
        expect(await outcomeOf(messages, message, accepted)).to.include({
          state: 'delivered',
          outcome: 'accepted',
          wamid: WAMID,
          sentAt: NOW + 900,
          deliveredAt: NOW + 2_000,
        });
      }),
    );

    it(
      'settle what was unconfirmed, and never let its lease run out again',
      test(async ({ messages }) => {
        const lost = await opened(messages, { key: key('a') });
        const silent = await opened(messages, { key: key('b') });
        const running = await opened(messages);
        await right(messages.expire(NOW + LEASE, false));
        await outcomeOf(messages, silent, unknown);
        await told(messages, report('delivered', { mark: markOf(lost), wamid: 'w1' }));
        await told(messages, report('failed', { mark: markOf(silent), wamid: 'w2' }));
        await told(messages, report('sent', { mark: markOf(running), wamid: 'w3' }));
        expect(await state(messages, lost)).to.include({ state: 'delivered', wamid: 'w1', key: 'a' });
        expect(await state(messages, lost)).to.not.have.property('failure');
        expect(await state(messages, silent)).to.deep.include({ state: 'failed', failure: why, key: 'b' });
        expect((await right(messages.expire(NOW + 10 * LEASE, false))).count).to.equal(0);
        expect(await state(messages, running)).to.include({ state: 'sent' });
      }),
    );

    it(
      'that fail a message of unknown outcome for now free its key, and no other key',
      test(async ({ messages }) => {
        const failure = { ...why, retryable: true };
        const lost = await opened(messages, { key: key('lost') });
        await outcomeOf(messages, lost, unknown);
        await told(messages, report('failed', { mark: markOf(lost), wamid: 'w1', failure }));
        await none(messages.byKey(ACME, key('lost')));
        expect(await opened(messages, { key: key('lost') })).to.include({ state: 'pending' });

        const kept = await opened(messages, { key: key('kept') });
        await outcomeOf(messages, kept, accepted);
        await told(messages, report('failed', { failure }));
        expect(await some(messages.byKey(ACME, key('kept')))).to.include({ state: 'failed', id: kept.id });
        expect(await left(messages.open(draft({ key: key('kept') }), UNLIMITED, NOW))).to.include({ _tag: 'KeyTaken' });
      }),
    );

    it(
      'never take a message back, but add the time of a step that is told late',
      test(async ({ messages }) => {
        const message = await sent(messages);
        await told(messages, report('read', { at: NOW + 4_000 }));
        expect(await told(messages, report('delivered', { at: NOW + 3_000 }))).to.deep.equal([]);
        expect(await told(messages, report('sent', { at: NOW + 1_000 }))).to.deep.equal([]);
        expect(await told(messages, report('failed'))).to.deep.equal([]);
        const read = { ...message, state: 'read', deliveredAt: NOW + 3_000, readAt: NOW + 4_000 };
        expect(untimed(await state(messages, message))).to.deep.equal(untimed(read));
      }),
    );

    it(
      'record why a message failed, for good',
      test(async ({ messages }) => {
        const message = await sent(messages);
        expect(await told(messages, report('failed', { at: NOW + 3_000 }))).to.have.nested.property(
          '[0].type',
          'message.failed',
        );
        const failed = { ...message, state: 'failed', failedAt: NOW + 3_000, failure: why };
        for (const status of ['delivered', 'read', 'failed'] as const) {
          expect(await told(messages, report(status))).to.deep.equal([]);
          expect(untimed(await state(messages, message))).to.deep.equal(untimed(failed));
        }
      }),
    );

    it(
      'without a name that come before the outcome are kept, and joined with it',
      test(async ({ messages }) => {
        const message = await opened(messages);
        for (const status of ['read', 'delivered', 'read'] as const)
          expect(await told(messages, report(status, { at: NOW + 2_000 }))).to.deep.equal([]);
        expect(await state(messages, message)).to.deep.equal(message);
        const settled = await outcomeOf(messages, message, accepted);
        const joined = { state: 'read', sentAt: NOW + 900, deliveredAt: NOW + 2_000, readAt: NOW + 2_000 };
        expect(settled).to.include(joined);
        expect(await state(messages, message)).to.deep.equal(settled);
        expect(await outcomeOf(messages, message, accepted)).to.deep.equal(settled);
      }),
    );

    it(
      'with the right mark and an id of the contact that is not known yet are kept for the outcome, with a wrong one not',
      test(async ({ messages }) => {
        const person = shown({ waId: '628123456789' });
        const message = await opened(messages);
        await told(messages, report('delivered', { mark: markOf(message), shown: person, at: NOW + 2_000 }));
        await told(messages, report('read', { mark: { id: message.id, nonce: 'AAAAAAAA' }, shown: person }));
        expect(await state(messages, message)).to.deep.equal(message);
        await outcomeOf(messages, message, accepted);
        expect(await state(messages, message)).to.include({ state: 'delivered', deliveredAt: NOW + 2_000 });
      }),
    );

    it(
      'without a name are joined with a status that names the message of the same wamid',
      test(async ({ messages }) => {
        const message = await opened(messages);
        await told(messages, report('read', { at: NOW + 2_000 }));
        const event = await told(messages, report('delivered', { mark: markOf(message), at: NOW + 1_000 }));
        expect(event).to.have.nested.property('[0].type', 'message.read');
        expect(await state(messages, message)).to.include({ state: 'read', deliveredAt: NOW + 1_000 });
      }),
    );

    it(
      'without a name are lost on nobody that is given their wamid at the same moment',
      test(async ({ messages, elsewhere }) => {
        for (const index of times(20, (at) => at)) {
          const message = await opened(messages);
          const wamid = `wamid.${index}`;
          await Promise.all([
            outcomeOf(messages, message, { ...accepted, wamid }),
            right(elsewhere.recordStatus(ACME, report('delivered', { wamid }), NOW)),
          ]);
          expect(await state(messages, message)).to.include({ state: 'delivered' });
        }
      }),
    );

    it(
      'tell a step to exactly one of those who report it at once',
      test(async ({ messages, elsewhere }) => {
        await sent(messages);
        const events = await Promise.all(
          times(20, (index) => told(index % 2 === 0 ? messages : elsewhere, report('delivered'))),
        );
        expect(events.flat()).to.have.length(1);
      }),
    );

    it(
      'belong to one account each, whatever they name',
      test(async ({ messages }) => {
        const message = await sent(messages);
        const pending = await opened(messages);
        for (const one of [
          report('read'),
          report('read', { mark: markOf(message) }),
          report('read', { mark: markOf(pending), wamid: 'w2' }),
        ])
          expect(await told(messages, one, OTHER)).to.deep.equal([]);
        expect(await state(messages, message)).to.deep.equal(message);
        expect(await state(messages, pending)).to.deep.equal(pending);
        // Nor does what was kept for the other account come to this one's.
        await outcomeOf(messages, pending, { ...accepted, wamid: 'w2' });
        expect(await state(messages, pending)).to.include({ state: 'sent' });
      }),
    );

    it(
      'that name a message with another wamid are about somebody else’s',
      test(async ({ messages }) => {
        const message = await sent(messages);
        const other = await outcomeOf(messages, await opened(messages), { ...accepted, wamid: 'w2' });
        await told(messages, report('read', { mark: markOf(message), wamid: 'foreign' }));
        expect(await state(messages, message)).to.deep.equal(message);
        await told(messages, report('read', { mark: markOf(message), wamid: 'w2' }));
        expect(await state(messages, message)).to.deep.equal(message);
        expect(await state(messages, other)).to.include({ state: 'read' });
      }),
    );

    it(
      'of messages that never were are harmless, odd ones among them',
      test(async ({ messages }) => {
        const message = await opened(messages);
        for (const wamid of ['__proto__', '$where', 'a.b', '{"$gt":""}', '~'.repeat(512)])
          for (const mark of [null, { id: 999 as ChatMessageId, nonce: NONCE }])
            expect(await told(messages, report('read', { wamid, mark }))).to.deep.equal([]);
        expect(await state(messages, message)).to.deep.equal(message);
      }),
    );

    it(
      'come in a thousand at once',
      test(async ({ messages }) => {
        const all = await Promise.all(times(1_000, () => opened(messages)));
        const events = await Promise.all(
          all.map(({ id }) =>
            told(messages, report('delivered', { mark: { id, nonce: NONCE }, wamid: `wamid.${id}` })),
          ),
        );
        expect(events.flat()).to.have.length(1_000);
        for (const message of all) expect(wamidOf(await state(messages, message))).to.equal(`wamid.${message.id}`);
      }),
    );

    it(
      'are of the accounts that have messages with their wamids',
      test(async ({ messages }) => {
        await sent(messages);
        await sent(messages);
        const theirs = await opened(messages, { accountId: OTHER });
        await outcomeOf(messages, theirs, { ...accepted, wamid: 'theirs' });
        const known = async (accounts: readonly AccountId[], wamids: readonly string[]) =>
          (await right(messages.withWamids(accounts, wamids)))
            .map(({ accountId, wamid }) => `${accountId} ${wamid}`)
            .sort();
        expect(await known([ACME, OTHER, NOBODY], [WAMID, 'theirs', 'none'])).to.deep.equal([
          `${ACME} ${WAMID}`,
          `${OTHER} theirs`,
        ]);
        expect(await known([ACME], ['theirs'])).to.deep.equal([]);
        expect(await known([OTHER], [WAMID])).to.deep.equal([]);
        expect(await known([], [WAMID])).to.deep.equal([]);
        expect(await known([ACME], [])).to.deep.equal([]);
        expect(await known([ACME], times(5_000, String))).to.deep.equal([]);
      }),
    );

    it('come to the same before and after the outcome, also for the key', async () => {
      const statusesOf = (outcome: SendOutcome) =>
        // An answer that WhatsApp did not take it, and a status that it has it, contradict each other.
        outcome._tag === 'Refused' && outcome.failure.outcome === 'not_sent'
          ? fc.constantFrom<ReportedStatus[][]>([], ['failed'])
          : fc.constantFrom<ReportedStatus[][]>(
              [],
              ['sent'],
              ['delivered', 'sent'],
              ['sent', 'failed'],
              ['failed'],
              ['read'],
            );
      const history = fc.constantFrom(accepted, unknown, notSent(true), notSent(false)).chain((outcome) =>
        statusesOf(outcome).chain((all) =>
          fc.record({
            outcome: fc.constant(outcome),
            all: fc.constant(all),
            places: fc.tuple(fc.nat({ max: all.length }), fc.nat({ max: all.length })),
            named: fc.boolean(),
            retryable: fc.boolean(),
          }),
        ),
      );
      await fc.assert(
        fc.asyncProperty(history, async ({ outcome, all, places, named, retryable }) =>
          on(open)(async ({ messages }) => {
            const ends: unknown[] = [];
            for (const [index, place] of places.entries()) {
              const text = key(`k${index}`);
              const message = await opened(messages, { key: text });
              const wamid = `${WAMID}${index}`;
              const steps = all.map((status) => () => {
                const failure = { ...why, retryable };
                return told(messages, report(status, { wamid, failure, mark: named ? markOf(message) : null }));
              });
              const settle = () =>
                outcomeOf(messages, message, outcome._tag === 'Accepted' ? { ...outcome, wamid } : outcome);
              for (const step of [...steps.slice(0, place), settle, ...steps.slice(place)]) await step();
              const held = (await right(messages.byKey(ACME, text)))._tag;
              const { id: _id, key: kept, timeline: _timeline, ...end } = await state(messages, message);
              ends.push({
                ...end,
                ...('wamid' in end ? { wamid: end.wamid?.slice(0, WAMID.length) } : {}),
                held,
                kept: kept !== null,
              });
            }
            expect(ends[0]).to.deep.equal(ends[1]);
          })(),
        ),
        { numRuns: 60 },
      );
    });

    it('come to what the domain says, with the outcome, in any order and number', async () => {
      type Step = StatusReport | SendOutcome | 'expire';
      const step: fc.Arbitrary<Step> = fc.oneof(
        fc.record({
          wamid: fc.constantFrom(WAMID, 'foreign'),
          mark: fc.constantFrom(null, OWN),
          shown: fc.constant(nothingShown),
          status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'played' as const),
          at: fc.integer({ min: NOW, max: NOW + 9 }),
        }),
        fc.record({
          wamid: fc.constant(WAMID),
          mark: fc.constantFrom(null, OWN),
          shown: fc.constant(nothingShown),
          status: fc.constant('failed' as const),
          at: fc.integer({ min: NOW, max: NOW + 9 }),
          failure: fc.constantFrom(why, { ...why, retryable: true }),
        }),
        fc.constantFrom<Step[]>(accepted, unknown, 'expire'),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) =>
          on(open)(async ({ messages }) => {
            const first = await opened(messages, { key: key('k') });
            const model = new StatusModel(first);
            for (const one of steps) {
              if (one === 'expire') {
                await right(messages.expire(NOW + LEASE, false));
                model.expire();
              } else if ('_tag' in one) {
                expect(await outcomeOf(messages, first, one)).to.deep.equal(model.settle(one));
              } else {
                const named = { ...one, mark: one.mark === null ? null : markOf(first) };
                const events = await told(messages, named);
                const before = model.message;
                model.report(named);
                if (before.state === model.message.state) expect(events).to.deep.equal([]);
                else for (const { message } of events) expect(message).to.deep.equal(snapshotOf(model.message));
              }
              expect(await state(messages, first)).to.deep.equal(model.message);
            }
            const held = await right(messages.byKey(ACME, key('k')));
            expect(held._tag).to.equal(model.message.key === null ? 'None' : 'Some');
          })(),
        ),
        { numRuns: 40 },
      );
    });
  });
};

/** One message of one account, as the domain says it goes on; reports wait in a plain list. */
class StatusModel {
  message: Message;
  private kept: StatusReport[] = [];

  constructor(message: Message) {
    this.message = message;
  }
  settle(outcome: SendOutcome): Message {
    return this.change({ _tag: 'Outcome', outcome, entries: [] });
  }
  expire(): void {
    if (this.message.outcome === null) this.change({ _tag: 'LeaseLost', at: NOW + LEASE });
  }
  report(one: StatusReport): void {
    const named = isMarkedFor(this.message, one, null);
    if (named || wamidOf(this.message) === one.wamid) this.change({ _tag: 'Report', report: one, at: NOW + 6_000 });
    else if (one.mark === null && !this.kept.some((early) => this.isSame(early, one))) this.kept.push(one);
  }
  private isSame(one: StatusReport, other: StatusReport): boolean {
    return one.wamid === other.wamid && one.status === other.status;
  }
  private change(change: MessageChange): Message {
    const waiting = this.kept.filter(({ wamid }) => wamid === givenWamid(change));
    this.kept = this.kept.filter((one) => !waiting.includes(one));
    this.message = changed(this.message, change, waiting).after;
    return this.message;
  }
}
