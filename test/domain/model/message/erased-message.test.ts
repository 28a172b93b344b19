import { expect } from 'chai';
import fc from 'fast-check';
import { erasedMessage, erasedNow, mustWait } from '../../../../src/domain/model/message/erased-message.js';
import { isAwaited } from '../../../../src/domain/model/message/settled-message.js';
import { holdsKey, KEY_MINUTES, noService, type ServiceTime } from '../../../../src/domain/model/service-time.js';
import { changed } from '../../../../src/domain/model/message/message-change.js';
import { erasedSnapshot, snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { type SendFailure } from '../../../../src/domain/model/message/send-outcome.js';
import { wamidOf } from '../../../../src/domain/model/message/message.js';
import { isMarkedFor, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { NONCE } from '../../../contracts/support.js';
import { anyChange, anyMessage, anyReport, mayChange, opened, WAMID } from '../../../support/any-message.js';

describe('an erased message', () => {
  const served: ServiceTime = { ...noService, minutes: KEY_MINUTES * 1_000_000 };

  it('shows nothing of its person, and keeps its ids, state and times; its key and fingerprint while that is claimed', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(noService, served), (message, time) => {
        if (message.state === 'pending') return;
        const erased = erasedMessage(message, time);
        expect(snapshotOf(erased)).to.deep.equal(erasedSnapshot(snapshotOf(message)));
        const isClaimed = message.key !== null && holdsKey(message, time);
        const { key, fingerprint, nonce } = message;
        expect(erased).to.include({ nonce, ...(isClaimed ? { key, fingerprint } : { key: null, fingerprint: '' }) });
        expect(mustWait(erased, time)).to.equal(isClaimed || isAwaited(message));
      }),
    );
  });

  it('is the same value when it is erased again', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(noService, served), (message, time) => {
        if (message.state === 'pending') return;
        const erased = erasedMessage(message, time);
        expect(erasedMessage(erased, time)).to.equal(erased);
      }),
    );
  });

  it('is made by the change that settles it, where its person was erased meanwhile, and no event shows the person', () => {
    fc.assert(
      fc.property(anyMessage, anyChange, fc.array(anyReport, { maxLength: 2 }), (message, change, early) => {
        fc.pre(isAwaited(message) && mayChange(message, change));
        const marked = erasedNow(message, noService);
        expect(marked).to.deep.equal({ ...message, erasesOnceSettled: true });
        expect(erasedNow(marked, noService)).to.equal(marked);
        const plain = changed(message, change, early);
        const { after, events } = changed(marked, change, early);
        const shown = snapshotOf(plain.after);
        expect(snapshotOf(after)).to.deep.equal(isAwaited(after) ? shown : erasedSnapshot(shown));
        for (const { message: told } of events) expect(told).to.deep.equal(erasedSnapshot(shown));
        expect(events.length).to.equal(plain.events.length);
      }),
    );
  });

  it('names its person in no words of WhatsApp', () => {
    const { phone } = opened.recipient;
    const whatsapp = {
      code: 131026,
      title: `Undeliverable to +${phone}`,
      details: `Message to ${phone} failed`,
      fbtraceId: null,
    };
    const failure: SendFailure = {
      error: `WhatsApp said: to ${phone}`,
      outcome: 'not_sent',
      retryable: false,
      whatsapp,
    };
    const { after } = changed(
      opened,
      { _tag: 'Outcome', outcome: { _tag: 'Refused', failure, at: 2_000 }, entries: [] },
      [],
    );
    if (after.state !== 'failed') return expect.fail(after.state);
    expect(JSON.stringify(erasedMessage(after, noService))).to.not.contain(phone);
    expect(JSON.stringify(erasedSnapshot(snapshotOf(after)))).to.not.contain(phone);
    expect(snapshotOf(erasedMessage(after, noService))).to.deep.equal(erasedSnapshot(snapshotOf(after)));
  });

  it('still goes on with its statuses, which its mark names, and is not told twice', () => {
    const lost = changed(opened, { _tag: 'LeaseLost', at: 3_000 }, []).after;
    const erased = erasedMessage(lost, noService);
    const report: StatusReport = {
      wamid: WAMID,
      mark: { id: opened.id, nonce: NONCE },
      shown: { ...nothingShown, waId: '14155550001' },
      status: 'delivered',
      at: 5_000,
    };
    expect(isMarkedFor(erased, report, null)).to.equal(true);
    const { after } = changed(erased, { _tag: 'Report', at: 6_000, report }, []);
    expect(after).to.include({ state: 'delivered', deliveredAt: 5_000 });
    expect(wamidOf(after)).to.equal(null);
    expect(changed(after, { _tag: 'Report', at: 7_000, report }, []).after).to.equal(after);
  });
});
