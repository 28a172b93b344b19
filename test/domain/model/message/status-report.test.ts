import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { callbackDataOf, parseCallbackData } from '../../../../src/domain/model/message/callback-data.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { settledMessage } from '../../../../src/domain/model/message/settled-message.js';
import {
  isAbout,
  reportedMessage,
  type ReportedStatus,
  reportedStatuses,
  type StatusReport,
} from '../../../../src/domain/model/message/status-report.js';
import { anyMessage, failure, opened, WAMID } from '../../../support/any-message.js';

const report = (status: ReportedStatus, at = 5_000): StatusReport => {
  const parts = { wamid: WAMID, messageId: null, at };
  return status === 'failed' ? { ...parts, status, failure: failure({ retryable: true }) } : { ...parts, status };
};
const accepted: SendOutcome = { _tag: 'Accepted', wamid: WAMID, waId: null, at: 2_000 };
const unknown: SendOutcome = { _tag: 'Refused', failure: failure({ outcome: 'unknown' }), at: 2_000 };

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
    expect(parseCallbackData('postcard:7:42')).to.deep.equal(ref);
    for (const mark of [
      '',
      'postcard:7:0',
      'postcard:7:-1',
      'postcard:7:42 ',
      'postcard:07:42',
      'postcard:7:9007199254740993',
      'Postcard:7:42',
      'postcard:7:4e1',
      'other:7:42',
    ])
      expect(parseCallbackData(mark), mark).to.equal(null);
  });

  it('is about a message whose wamid it has, or which has none yet', () => {
    expect(isAbout(opened, report('sent'))).to.equal(true);
    expect(isAbout(settledMessage(opened, accepted), report('sent'))).to.equal(true);
    expect(isAbout(settledMessage(opened, { ...accepted, wamid: 'v' }), report('sent'))).to.equal(false);
  });

  it('frees the key only where the outcome was unknown', () => {
    const unconfirmed = settledMessage(opened, unknown);
    expect(reportedMessage(unconfirmed, report('failed')).key).to.equal(null);
    const reported = settledMessage(reportedMessage(opened, report('sent')), unknown);
    expect(reportedMessage(reported, report('failed')).key).to.equal(null);
    for (const message of [opened, settledMessage(opened, accepted)])
      expect(reportedMessage(message, report('failed')).key).to.equal('k');
    const final: StatusReport = { wamid: WAMID, messageId: null, at: 5_000, status: 'failed', failure: failure() };
    expect(reportedMessage(unconfirmed, final).key).to.equal('k');
  });

  it('gives its wamid to a message that failed without one, and nothing else but the time of sending', () => {
    const failed = settledMessage(opened, { _tag: 'Refused', failure: failure(), at: 2_000 });
    for (const status of ['delivered', 'read', 'played', 'failed'] as const)
      expect(reportedMessage(failed, report(status))).to.deep.equal({ ...failed, wamid: WAMID });
    expect(reportedMessage(failed, report('sent'))).to.deep.equal({ ...failed, wamid: WAMID, sentAt: 5_000 });
  });
});
