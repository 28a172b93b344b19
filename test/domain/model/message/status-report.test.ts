import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { callbackDataOf, nonceOf, parseCallbackData } from '../../../../src/domain/model/message/callback-data.js';
import { type Contact } from '../../../../src/domain/model/contact/contact.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { settledMessage } from '../../../../src/domain/model/message/settled-message.js';
import { type ReportedStatus, reportedStatuses } from '../../../../src/domain/model/message/message-state.js';
import { isMarkedFor, reportedMessage, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { NONCE } from '../../../contracts/support.js';
import { contactFor, recipient, shown } from '../../../support/any-contact.js';
import { anyMessage, failure, opened, WAMID } from '../../../support/any-message.js';

const report = (status: ReportedStatus, at = 5_000): StatusReport => {
  const parts = { wamid: WAMID, mark: null, shown: nothingShown, at };
  return status === 'failed' ? { ...parts, status, failure: failure({ retryable: true }) } : { ...parts, status };
};
const accepted: SendOutcome = { _tag: 'Accepted', wamid: WAMID, shown: nothingShown, at: 2_000 };
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
    const mark = { accountId: 7 as AccountId, id: 42 as ChatMessageId, nonce: 'aB3-_9zQ' };
    expect(callbackDataOf(mark)).to.equal('postcard:7:42:aB3-_9zQ');
    expect(parseCallbackData('postcard:7:42:aB3-_9zQ')).to.deep.equal(mark);
    expect(callbackDataOf({ ...mark, nonce: null })).to.equal('postcard:7:42');
    expect(parseCallbackData('postcard:7:42')).to.deep.equal({ ...mark, nonce: null });
    expect(nonceOf('aB3-_9zQ and more')).to.equal(mark.nonce);
    for (const mark of [
      '',
      'postcard:7:0',
      'postcard:7:-1',
      'postcard:7:42 ',
      'postcard:7:42:',
      'postcard:7:42:aB3-_9z',
      'postcard:7:42:aB3-_9zQQ',
      'postcard:7:42:aB3+_9zQ',
      'postcard:07:42',
      'postcard:7:9007199254740993',
      'Postcard:7:42',
      'postcard:7:4e1',
      'other:7:42',
    ])
      expect(parseCallbackData(mark), mark).to.equal(null);
  });

  describe('with a mark', () => {
    const own = { id: opened.id, nonce: NONCE };
    const marked = (more: Partial<StatusReport> = {}) => ({ ...report('sent'), mark: own, ...more }) as StatusReport;

    it('names a message whose wamid it has, or which has none yet', () => {
      expect(isMarkedFor(opened, marked(), null)).to.equal(true);
      expect(isMarkedFor(settledMessage(opened, accepted), marked(), null)).to.equal(true);
      expect(isMarkedFor(settledMessage(opened, { ...accepted, wamid: 'v' }), marked(), null)).to.equal(false);
    });

    it('of another installation names nothing', () => {
      for (const nonce of ['zB3-_9zQ', null])
        expect(isMarkedFor(opened, marked({ mark: { ...own, nonce } }), null)).to.equal(false);
      expect(isMarkedFor(opened, marked({ mark: { ...own, id: 2 as ChatMessageId } }), null)).to.equal(false);
      expect(isMarkedFor(opened, marked({ mark: null }), null)).to.equal(false);
    });

    const sentTo = (phone: string | null, userId: string | null = null) => ({
      ...opened,
      recipient: recipient(phone, userId),
    });
    const contact = (phone: string | null, waId: string | null, userId: string | null = null): Contact => ({
      ...contactFor(sentTo(phone, userId)),
      waId,
    });

    it('names a message only if the number is its contact, however WhatsApp spells it', () => {
      for (const [phone, number, waId] of [
        ['14155550001', '14155550001', null],
        ['14155550001', '16465550002', '16465550002'],
        ['5511987654321', '551187654321', null],
        ['551187654321', '5511987654321', null],
        ['5491123456789', '541123456789', null],
        ['525512345678', '5215512345678', null],
        ['14155550001', '5511987654321', '551187654321'],
      ] as const) {
        const told = marked({ shown: shown({ waId: number }) });
        expect(isMarkedFor(sentTo(phone), told, contact(phone, waId)), `${phone} ${number}`).to.equal(true);
      }
      for (const [phone, number, waId] of [
        ['14155550001', '14155550002', null],
        ['14155550001', '14155550002', '14155550003'],
        ['5511987654321', '5512987654321', null],
        ['5511987654321', '55119876543210', null],
      ] as const) {
        const told = marked({ shown: shown({ waId: number }) });
        expect(isMarkedFor(sentTo(phone), told, contact(phone, waId)), `${phone} ${number}`).to.equal(false);
      }
    });

    it('names a message whose user id it shows, whatever number it shows beside', () => {
      for (const waId of [null, '14155550002']) {
        const told = marked({ shown: shown({ waId, userId: 'US.1' }) });
        expect(isMarkedFor(sentTo(null, 'US.1'), told, null)).to.equal(true);
        expect(isMarkedFor(sentTo('14155550001', 'US.1'), told, null)).to.equal(true);
        expect(isMarkedFor(sentTo('14155550001'), told, contact('14155550001', null, 'US.1'))).to.equal(true);
        expect(
          isMarkedFor(
            { ...sentTo(null, 'US.1'), nonce: null },
            marked({ ...told, mark: { ...own, nonce: null } }),
            null,
          ),
        ).to.equal(true);
      }
    });

    it('names a message by the id for linked portfolios', () => {
      const told = marked({ shown: shown({ waId: '14155550002', userId: 'US.1', parentUserId: 'US.ENT.1' }) });
      expect(isMarkedFor(sentTo(null, 'US.ENT.1'), told, null)).to.equal(true);
      const stranger = { ...contact('14155550001', null, 'US.2') };
      expect(isMarkedFor(sentTo(null, 'US.ENT.2'), told, stranger)).to.equal(false);
    });

    it('names a message without a number in it, and none with a number that is not its contact', () => {
      const other = shown({ userId: 'US.2' });
      expect(isMarkedFor(sentTo(null, 'US.1'), marked({ shown: other }), contact(null, null, 'US.1'))).to.equal(true);
      const number = marked({ shown: { ...other, waId: '14155550002' } });
      expect(isMarkedFor(sentTo(null, 'US.1'), number, contact(null, '14155550009', 'US.1'))).to.equal(false);
      // No number of the person is known, so there is nothing to compare with.
      expect(isMarkedFor(sentTo(null, 'US.1'), number, contact(null, null, 'US.1'))).to.equal(true);
      expect(isMarkedFor(sentTo(null, 'US.1'), number, contact(null, '14155550002', 'US.1'))).to.equal(true);
    });

    it('from before marks had a random part names a message only if it says the right recipient', () => {
      const old = { ...opened, nonce: null };
      const mark = { ...own, nonce: null };
      expect(isMarkedFor(old, marked({ mark, shown: shown({ waId: opened.recipient.phone }) }), null)).to.equal(true);
      expect(isMarkedFor(old, marked({ mark, shown: shown({ waId: '14155550999' }) }), null)).to.equal(false);
      expect(isMarkedFor(old, marked({ mark, shown: nothingShown }), null)).to.equal(false);
      expect(isMarkedFor(old, marked({ mark: own, shown: shown({ waId: opened.recipient.phone }) }), null)).to.equal(
        false,
      );
    });
  });

  it('frees the key only where the outcome is known, and did not accept the message', () => {
    const unconfirmed = settledMessage(opened, unknown);
    expect(reportedMessage(unconfirmed, report('failed')).key).to.equal(null);
    const reported = settledMessage(reportedMessage(opened, report('sent')), unknown);
    expect(reportedMessage(reported, report('failed')).key).to.equal(null);
    expect(settledMessage(reportedMessage(opened, report('failed')), unknown).key).to.equal(null);
    for (const message of [opened, settledMessage(opened, accepted)])
      expect(reportedMessage(message, report('failed')).key).to.equal('k');
    const final: StatusReport = {
      wamid: WAMID,
      mark: null,
      shown: nothingShown,
      at: 5_000,
      status: 'failed',
      failure: failure(),
    };
    expect(reportedMessage(unconfirmed, final).key).to.equal('k');
  });

  it('gives its wamid to a message that failed without one, and nothing else but the time of sending', () => {
    const failed = settledMessage(opened, { _tag: 'Refused', failure: failure(), at: 2_000 });
    for (const status of ['delivered', 'read', 'played', 'failed'] as const)
      expect(reportedMessage(failed, report(status))).to.deep.equal({ ...failed, wamid: WAMID });
    expect(reportedMessage(failed, report('sent'))).to.deep.equal({ ...failed, wamid: WAMID, sentAt: 5_000 });
  });
});
