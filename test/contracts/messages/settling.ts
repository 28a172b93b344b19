import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type HandSettlement } from '../../../src/domain/model/message/hand-settlement.js';
import { LEASE, type MessageDraft, refOf } from '../../../src/domain/model/message/opened-message.js';
import { type Message } from '../../../src/domain/model/message/message.js';
import { type ReportedStatus } from '../../../src/domain/model/message/message-state.js';
import { type StatusReport } from '../../../src/domain/model/message/status-report.js';
import { type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { nothingShown } from '../../../src/domain/model/contact/shown-person.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import { byApi, byCli } from '../../support/any-message.js';
import {
  ACME,
  draft,
  everyMessage,
  key,
  left,
  none,
  NONCE,
  NOW,
  on,
  type Open,
  OTHER,
  outcomeOf,
  right,
  some,
  times,
} from '../support.js';
import { type MessagesStage } from '../messages.js';

const UNLIMITED = -1;
const HAND = NOW + 10 * LEASE;
const by = (as: HandSettlement['as'], settler = byApi): HandSettlement => ({ as, settler, at: HAND });
const reportFor = ({ id }: Message, status: Exclude<ReportedStatus, 'failed'>): StatusReport => ({
  wamid: 'w',
  mark: { id, nonce: NONCE },
  shown: nothingShown,
  status,
  at: HAND + 1_000,
});
const accepted: SendOutcome = { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: HAND + 500 };

/** What the port `Messages` promises of settling by hand. */
export const settlingContract = (open: Open<MessagesStage>): void => {
  const test = on(open);
  const opened = (messages: Messages, more: Partial<MessageDraft> = {}): Promise<Message> =>
    right(messages.open(draft(more), UNLIMITED, NOW));
  const lost = async (messages: Messages, more: Partial<MessageDraft> = {}): Promise<Message> => {
    const message = await opened(messages, more);
    await right(messages.expire(NOW + LEASE, false));
    return some(messages.byId(ACME, message.id));
  };

  describe('settling by hand', () => {
    it(
      'as failed ends an unconfirmed message and frees its key',
      test(async ({ messages }) => {
        const message = await lost(messages, { key: key('k') });
        const settled = await right(messages.settleByHand(refOf(message), by('failed')));
        expect(settled).to.deep.include({ state: 'failed', failedAt: HAND, key: null, settledByHand: true });
        expect(settled).to.have.nested.property('failure.retryable', true);
        expect(settled.timeline).to.deep.equal([
          ...message.timeline,
          { kind: 'settled', at: HAND, as: 'failed', ...byApi },
        ]);
        expect(await some(messages.byId(ACME, message.id))).to.deep.equal(settled);
        await none(messages.byKey(ACME, key('k')));
        expect(await opened(messages, { key: key('k') })).to.include({ state: 'pending' });
      }),
    );

    it(
      'as delivered ends it and keeps its key',
      test(async ({ messages }) => {
        const message = await lost(messages, { key: key('k') });
        const settled = await right(messages.settleByHand(refOf(message), by('delivered', byCli)));
        expect(settled).to.include({ state: 'delivered', deliveredAt: HAND, wamid: null, sentAt: null, key: 'k' });
        expect(settled).not.to.have.property('failure');
        expect(settled.timeline.at(-1)).to.deep.equal({ kind: 'settled', at: HAND, as: 'delivered', ...byCli });
        expect(await some(messages.byKey(ACME, key('k')))).to.deep.equal(settled);
        const list = await right(messages.list(ACME, { ...everyMessage, state: 'delivered' }, null, 10));
        expect(list.messages).to.deep.equal([settled]);
      }),
    );

    it(
      'is a conflict with any other state, also the second time, and changes nothing',
      test(async ({ messages }) => {
        const pending = await opened(messages);
        expect(await left(messages.settleByHand(refOf(pending), by('failed')))).to.deep.equal({
          _tag: 'Conflict',
          details: { status: 'pending' },
        });
        const sent = await outcomeOf(messages, pending, accepted);
        expect(await left(messages.settleByHand(refOf(pending), by('failed')))).to.deep.equal({
          _tag: 'Conflict',
          details: { status: 'sent' },
        });
        expect(await some(messages.byId(ACME, pending.id))).to.deep.equal(sent);
        const message = await lost(messages);
        const settled = await right(messages.settleByHand(refOf(message), by('failed')));
        expect(await left(messages.settleByHand(refOf(message), by('delivered')))).to.deep.equal({
          _tag: 'Conflict',
          details: { status: 'failed' },
        });
        expect(await some(messages.byId(ACME, message.id))).to.deep.equal(settled);
      }),
    );

    it(
      'finds no message of another account, and none that never was',
      test(async ({ messages }) => {
        const message = await lost(messages);
        const notFound = { _tag: 'MessageNotFound' };
        const theirs = { ...refOf(message), accountId: OTHER };
        expect(await left(messages.settleByHand(theirs, by('failed')))).to.deep.equal(notFound);
        const none_ = { ...refOf(message), id: (message.id + 1) as typeof message.id };
        expect(await left(messages.settleByHand(none_, by('failed')))).to.deep.equal(notFound);
        expect(await some(messages.byId(ACME, message.id))).to.deep.equal(message);
      }),
    );

    it(
      'is done by exactly one of those who do it at once',
      test(async ({ messages, elsewhere }) => {
        const message = await lost(messages);
        const results = await Promise.all(
          times(10, (index) =>
            (index % 2 === 0 ? messages : elsewhere).settleByHand(
              refOf(message),
              by(index % 3 === 0 ? 'failed' : 'delivered'),
            )(),
          ),
        );
        expect(results.filter(E.isRight)).to.have.length(1);
        const kinds = (await some(messages.byId(ACME, message.id))).timeline.map(({ kind }) => kind);
        expect(kinds).to.deep.equal(['opened', 'expired', 'settled']);
      }),
    );

    it(
      'gives way to what WhatsApp tells later, and a key that was freed stays free',
      test(async ({ messages }) => {
        for (const [as, status] of [
          ['failed', 'delivered'],
          ['failed', 'sent'],
          ['delivered', 'sent'],
          ['delivered', 'read'],
        ] as const) {
          const text = key(`${as} ${status}`);
          const message = await lost(messages, { key: text });
          await right(messages.settleByHand(refOf(message), by(as)));
          const report = { ...reportFor(message, status), wamid: String(text) };
          const { events } = await right(messages.recordStatus(ACME, report, HAND + 2_000));
          expect(events.map(({ type }) => type)).to.deep.equal([`message.${status}`]);
          const after = await some(messages.byId(ACME, message.id));
          expect(after).to.include({ state: status, wamid: text, settledByHand: false });
          expect(after.key).to.equal(as === 'failed' ? null : text);
        }
      }),
    );

    it(
      'gives way to a failure that WhatsApp tells, and to its late answer',
      test(async ({ messages }) => {
        const failure = { error: 'No.', outcome: 'not_sent', retryable: false, whatsapp: null } as const;
        const failed = await lost(messages);
        await right(messages.settleByHand(refOf(failed), by('delivered')));
        const report = { ...reportFor(failed, 'sent'), status: 'failed', failure } as const;
        await right(messages.recordStatus(ACME, report, HAND + 2_000));
        expect(await some(messages.byId(ACME, failed.id))).to.deep.include({
          state: 'failed',
          failedAt: HAND + 1_000,
          failure,
        });
        const answered = await lost(messages);
        await right(messages.settleByHand(refOf(answered), by('failed')));
        expect(await outcomeOf(messages, answered, accepted)).to.include({ state: 'sent', wamid: 'w' });
      }),
    );
  });
};
