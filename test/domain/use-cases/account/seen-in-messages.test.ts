import { expect } from 'chai';
import { type ContactId } from '../../../../src/domain/model/contact/contact.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { messageEvent } from '../../../../src/domain/model/message/message-event.js';
import { openedMessage } from '../../../../src/domain/model/message/message.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { type SendFailure, type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { settledMessage } from '../../../../src/domain/model/message/settled-message.js';
import { reportedMessage, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { seenInEvents, seenInOutcome } from '../../../../src/domain/use-cases/account/seen-in-messages.js';
import { draft, NOW } from '../../../contracts/support.js';

const credentials = { phoneNumberId: '1001', accessToken: 'access' };
const opened = openedMessage(draft({ contactId: 1 as ContactId }), 1 as ChatMessageId, NOW, 0);
const failure = (code: number | null): SendFailure => ({
  error: 'no',
  outcome: 'not_sent',
  retryable: false,
  whatsapp: code === null ? null : { code, title: 'No', details: null, fbtraceId: null },
});
const accepted: SendOutcome = { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: NOW };
const refused = (code: number | null, subcode?: number): SendOutcome => ({
  _tag: 'Refused',
  failure: failure(code),
  ...(subcode === undefined ? {} : { subcode }),
  at: NOW,
});
const parts = { wamid: 'w', mark: null, shown: nothingShown, at: NOW };
const report = (status: 'sent' | 'delivered' | 'read' | 'played'): StatusReport => ({ ...parts, status });
const failed = (code: number | null): StatusReport => ({ ...parts, status: 'failed', failure: failure(code) });

const seenOf = (outcome: SendOutcome, ...early: readonly StatusReport[]) =>
  seenInOutcome(credentials, outcome, early.reduce(reportedMessage, settledMessage(opened, outcome)));

describe("what is seen of an account's health", () => {
  it('in an outcome is its code and what it was sent with', () => {
    expect(seenOf(accepted)).to.deep.equal([{ _tag: 'Accepted', credentials }]);
    expect(seenOf(refused(190))).to.deep.equal([{ _tag: 'Refused', credentials, code: 190, subcode: null }]);
    expect(seenOf(refused(100, 33))).to.deep.equal([{ _tag: 'Refused', credentials, code: 100, subcode: 33 }]);
    expect(seenOf(refused(null))).to.deep.equal([]);
  });

  it('in an outcome that comes after a status is also what the status said', () => {
    const payment = { _tag: 'Refused', credentials: null, code: 131042, subcode: null };
    expect(seenOf(accepted, failed(131042))).to.deep.equal([{ _tag: 'Accepted', credentials }, payment]);
    expect(seenOf(accepted, report('delivered'))).to.deep.equal([
      { _tag: 'Accepted', credentials },
      { _tag: 'Delivered' },
    ]);
  });

  it('in events is what was delivered, and why what was not', () => {
    const eventsOf = (status: StatusReport) => {
      const sent = settledMessage(opened, accepted);
      const event = messageEvent(sent, reportedMessage(sent, status), NOW);
      return event === null ? [] : [event];
    };
    for (const status of ['delivered', 'read', 'played'] as const)
      expect(seenInEvents(eventsOf(report(status)))).to.deep.equal([{ _tag: 'Delivered' }]);
    expect(seenInEvents(eventsOf(report('sent')))).to.deep.equal([]);
    expect(seenInEvents(eventsOf(failed(131042)))).to.deep.equal([
      { _tag: 'Refused', credentials: null, code: 131042, subcode: null },
    ]);
    expect(seenInEvents(eventsOf(failed(null)))).to.deep.equal([]);
  });
});
