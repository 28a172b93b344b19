import { expect } from 'chai';
import {
  type ChatMessageId,
  type IdempotencyKey,
  type Message,
  type MessageDraft,
  openedMessage,
  type SendFailure,
  type SendOutcome,
  settledMessage,
  stepTimes,
} from '../../../src/domain/model/message.js';
import { mayBecome, type MessageState, messageStates } from '../../../src/domain/model/message-state.js';

const draft = {
  accountId: 1,
  contactId: 1,
  phone: '14155550123',
  mediaType: 'image',
  mediaId: 'm'.repeat(43),
  mediaUrl: 'https://media.test/media/m/x.jpg',
  caption: null,
  filename: null,
  warnings: [],
  key: 'key' as IdempotencyKey,
  fingerprint: 'f',
} as unknown as MessageDraft;
const opened = openedMessage(draft, 1 as ChatMessageId, 1_000);
const accepted: SendOutcome = { _tag: 'Accepted', wamid: 'wamid.1', waId: null, at: 2_000 };
const refused = (failure: Partial<SendFailure>): SendOutcome => ({
  _tag: 'Refused',
  failure: { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null, ...failure },
  at: 2_000,
});
const inState = (state: MessageState): Message => ({ ...opened, state });

describe('a message', () => {
  it('moves only as the table of the contract says', () => {
    const moves = messageStates.flatMap((from) =>
      messageStates.filter((to) => mayBecome(from, to)).map((to) => `${from}>${to}`),
    );
    expect(moves.sort()).to.deep.equal(
      [
        ...['unconfirmed', 'sent', 'delivered', 'read', 'played', 'failed'].map((to) => `pending>${to}`),
        ...['sent', 'delivered', 'read', 'played', 'failed'].map((to) => `unconfirmed>${to}`),
        ...['delivered', 'read', 'played', 'failed'].map((to) => `sent>${to}`),
        'delivered>read',
        'delivered>played',
        'read>played',
      ].sort(),
    );
  });

  it('is sent once WhatsApp accepts it, and keeps its key', () => {
    expect(settledMessage(opened, accepted)).to.deep.include({
      state: 'sent',
      wamid: 'wamid.1',
      sentAt: 2_000,
      key: 'key',
    });
  });

  it('records an outcome that comes after a status without going back', () => {
    for (const state of ['delivered', 'read', 'played', 'failed'] as const)
      expect(settledMessage(inState(state), accepted)).to.deep.include({ state, wamid: 'wamid.1', sentAt: 2_000 });
  });

  it('frees its key only where it was certainly not sent and may be tried again', () => {
    expect(settledMessage(opened, refused({ retryable: true })).key).to.equal(null);
    expect(settledMessage(opened, refused({ retryable: false })).key).to.equal('key');
    expect(settledMessage(opened, refused({ outcome: 'unknown' }))).to.deep.include({
      key: 'key',
      state: 'unconfirmed',
      failedAt: null,
    });
    expect(settledMessage(opened, refused({}))).to.deep.include({ state: 'failed', failedAt: 2_000 });
  });

  it('that a status has moved on is not made failed by an outcome', () => {
    const unknown = settledMessage(inState('delivered'), refused({ outcome: 'unknown' }));
    expect(unknown).to.deep.equal({ ...inState('delivered'), outcome: 'unknown' });
    expect(settledMessage(inState('read'), refused({}))).to.deep.equal({ ...inState('read'), outcome: 'not_sent' });
  });

  it('shows no step before an earlier one, although WhatsApp cuts its seconds off', () => {
    const times = { sentAt: 2_400, deliveredAt: 2_000, readAt: 2_000, failedAt: null };
    expect(stepTimes({ ...opened, ...times })).to.deep.equal({ ...times, deliveredAt: 2_400, readAt: 2_400 });
    expect(stepTimes({ ...opened, ...times, deliveredAt: null, readAt: 9_000 })).to.include({ readAt: 9_000 });
    expect(stepTimes({ ...opened, ...times, readAt: null, failedAt: 1_000 })).to.include({ failedAt: 2_400 });
    expect(stepTimes({ ...opened, deliveredAt: 2_000 })).to.deep.equal({
      sentAt: null,
      deliveredAt: 2_000,
      readAt: null,
      failedAt: null,
    });
  });

  it('settles the same way twice', () => {
    for (const outcome of [accepted, refused({}), refused({ retryable: true }), refused({ outcome: 'unknown' })]) {
      const once = settledMessage(opened, outcome);
      expect(settledMessage(once, outcome)).to.deep.equal(once);
    }
  });
});
