import { expect } from 'chai';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type SendFailure, type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { mayBecome, messageStates, type ReportedStatus } from '../../../../src/domain/model/message/message-state.js';
import { settledMessage } from '../../../../src/domain/model/message/settled-message.js';
import { reportedMessage, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { stepTimes } from '../../../../src/domain/model/message/step-times.js';
import { failure, opened, WAMID } from '../../../support/any-message.js';

const accepted: SendOutcome = { _tag: 'Accepted', wamid: WAMID, shown: nothingShown, at: 2_000 };
const refused = (more: Partial<SendFailure>): SendOutcome => ({ _tag: 'Refused', failure: failure(more), at: 2_000 });

/** A message of which a status was reported before the outcome. */
const reported = (status: Exclude<ReportedStatus, 'failed'>) =>
  reportedMessage(opened, { wamid: WAMID, mark: null, shown: nothingShown, status, at: 1_000 });
const failedAt = (at: number): StatusReport => ({
  wamid: WAMID,
  mark: null,
  shown: nothingShown,
  status: 'failed',
  at,
  failure: failure(),
});
const failed = reportedMessage(opened, failedAt(1_000));

describe('a message', () => {
  it('moves only as the table of the contract says', () => {
    const moves = messageStates.flatMap((from) =>
      messageStates.filter((to) => mayBecome({ state: from }, to)).map((to) => `${from}>${to}`),
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
      wamid: WAMID,
      sentAt: 2_000,
      key: 'k',
    });
  });

  it('records an outcome that comes after a status without going back', () => {
    for (const message of [reported('delivered'), reported('read'), reported('played'), failed])
      expect(settledMessage(message, accepted)).to.deep.equal({ ...message, outcome: 'accepted', sentAt: 2_000 });
  });

  it('frees its key only where it was certainly not sent and may be tried again', () => {
    expect(settledMessage(opened, refused({ retryable: true })).key).to.equal(null);
    expect(settledMessage(opened, refused({ retryable: false })).key).to.equal('k');
    expect(settledMessage(opened, refused({ outcome: 'unknown' }))).to.deep.include({
      key: 'k',
      state: 'unconfirmed',
    });
    expect(settledMessage(opened, refused({}))).to.deep.include({ state: 'failed', failedAt: 2_000 });
  });

  it('that a status has moved on is not made failed by an outcome', () => {
    const [delivered, read] = [reported('delivered'), reported('read')];
    const unknown = settledMessage(delivered, refused({ outcome: 'unknown' }));
    expect(unknown).to.deep.equal({ ...delivered, outcome: 'unknown' });
    expect(settledMessage(read, refused({}))).to.deep.equal({ ...read, outcome: 'not_sent' });
  });

  it('that failed by a status has the failure of the answer that comes later, as if it had come first', () => {
    for (const why of [refused({ error: 'later' }), refused({ error: 'later', retryable: true })]) {
      const answered = settledMessage(opened, why);
      expect(settledMessage(failed, why)).to.deep.equal({ ...answered, wamid: WAMID });
    }
  });

  it('that a status called sent is not failed by a refusal, which would have it sent again', () => {
    const sent = reported('sent');
    expect(settledMessage(sent, refused({ retryable: true }))).to.deep.equal({ ...sent, outcome: 'not_sent' });
    expect(settledMessage(sent, refused({ outcome: 'unknown' }))).to.deep.equal({ ...sent, outcome: 'unknown' });
  });

  it('shows no step before an earlier one, although WhatsApp cuts its seconds off', () => {
    const report = (status: 'delivered' | 'read', at: number) => ({
      wamid: WAMID,
      mark: null,
      shown: nothingShown,
      status,
      at,
    });
    const sent = settledMessage(opened, { ...accepted, at: 2_400 });
    const delivered = reportedMessage(sent, report('delivered', 2_000));
    const times = { sentAt: 2_400, deliveredAt: 2_400, readAt: 2_400, failedAt: null };
    expect(stepTimes(reportedMessage(delivered, report('read', 2_000)))).to.deep.equal(times);
    expect(stepTimes(reportedMessage(sent, report('read', 9_000)))).to.include({ deliveredAt: null, readAt: 9_000 });
    expect(stepTimes(reportedMessage(sent, failedAt(1_000)))).to.include({ failedAt: 2_400 });
    expect(stepTimes(reported('delivered'))).to.deep.equal({
      sentAt: null,
      deliveredAt: 1_000,
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
