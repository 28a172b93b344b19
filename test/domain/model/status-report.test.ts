import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../src/domain/model/account.js';
import { callbackDataOf, parseCallbackData } from '../../../src/domain/model/callback-data.js';
import {
  type ChatMessageId,
  type Message,
  openedMessage,
  type SendFailure,
} from '../../../src/domain/model/message.js';
import { messageStates } from '../../../src/domain/model/message-state.js';
import { messageEvent } from '../../../src/domain/model/outbound-event.js';
import {
  isAbout,
  reportedMessage,
  type ReportedStatus,
  reportedStatuses,
  type StatusReport,
} from '../../../src/domain/model/status-report.js';
import { draft } from '../../contracts/support.js';

const opened = openedMessage(draft(), 1 as ChatMessageId, 1_000);
const failure: SendFailure = { error: 'no', outcome: 'not_sent', retryable: true, whatsapp: null };
const report = (status: ReportedStatus, at = 5_000): StatusReport => ({
  wamid: 'w',
  messageId: null,
  status,
  at,
  failure: status === 'failed' ? failure : null,
});
const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    state: fc.constantFrom(...messageStates),
    outcome: fc.constantFrom('accepted', 'not_sent', 'unknown', null),
    wamid: fc.constantFrom(null, 'w'),
    sentAt: fc.constantFrom(null, 1),
    deliveredAt: fc.constantFrom(null, 2),
    readAt: fc.constantFrom(null, 3),
  })
  .map((more) => ({ ...opened, ...more }));

describe('a status of a message', () => {
  it('says nothing the second time, and is then the very same message', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(...reportedStatuses), (message, status) => {
        const once = reportedMessage(message, report(status));
        expect(reportedMessage(once, report(status, 6_000))).to.equal(once);
      }),
    );
  });

  it('comes to the same in any order, but for failures', () => {
    const statuses = fc.uniqueArray(fc.constantFrom<ReportedStatus[]>('sent', 'delivered', 'read', 'played'));
    fc.assert(
      fc.property(anyMessage, statuses, statuses, (message, all, keys) => {
        const shuffled = [...all].sort((a, b) => keys.indexOf(a) - keys.indexOf(b));
        const apply = (order: ReportedStatus[]) => order.map((one) => report(one)).reduce(reportedMessage, message);
        expect(apply(shuffled)).to.deep.equal(apply(all));
      }),
    );
  });

  it('names a message by our mark and no other', () => {
    const ref = { accountId: 7 as AccountId, id: 42 as ChatMessageId };
    expect(callbackDataOf(ref)).to.equal('postcard:7:42');
    expect(parseCallbackData(ref.accountId, 'postcard:7:42')).to.equal(42);
    for (const mark of [
      '',
      'postcard:8:42',
      'postcard:7:0',
      'postcard:7:-1',
      'postcard:7:42 ',
      'postcard:07:42',
      'postcard:7:9007199254740993',
      'Postcard:7:42',
      'postcard:7:4e1',
      'other:7:42',
    ])
      expect(parseCallbackData(ref.accountId, mark), mark).to.equal(null);
  });

  it('is about a message whose wamid it has, or which has none yet', () => {
    expect(isAbout(opened, report('sent'))).to.equal(true);
    expect(isAbout({ ...opened, wamid: 'w' }, report('sent'))).to.equal(true);
    expect(isAbout({ ...opened, wamid: 'v' }, report('sent'))).to.equal(false);
  });

  it('frees the key only where the outcome was unknown', () => {
    const keyed: Message = { ...opened, key: 'k' as NonNullable<Message['key']> };
    expect(reportedMessage({ ...keyed, outcome: 'unknown' }, report('failed')).key).to.equal(null);
    for (const outcome of ['accepted', 'not_sent', null] as const)
      expect(reportedMessage({ ...keyed, outcome }, report('failed')).key, String(outcome)).to.equal('k');
    const final = { ...report('failed'), failure: { ...failure, retryable: false } };
    expect(reportedMessage({ ...keyed, outcome: 'unknown' }, final).key).to.equal('k');
  });
});

describe('the event of a message', () => {
  const inState = (state: Message['state']): Message => ({ ...opened, state });
  const typeOf = (from: Message['state'], to: Message['state']) =>
    messageEvent(inState(from), inState(to), 9)?.type ?? null;

  it('tells each change of state that accounts are told of', () => {
    expect(typeOf('pending', 'sent')).to.equal('message.sent');
    expect(typeOf('unconfirmed', 'delivered')).to.equal('message.delivered');
    expect(typeOf('delivered', 'read')).to.equal('message.read');
    expect(typeOf('delivered', 'played')).to.equal('message.read');
    expect(typeOf('sent', 'failed')).to.equal('message.failed');
  });

  it('is none where there is nothing to tell', () => {
    expect(typeOf('read', 'played')).to.equal(null);
    expect(typeOf('pending', 'unconfirmed')).to.equal(null);
    for (const state of messageStates) expect(typeOf(state, state)).to.equal(null);
  });
});
