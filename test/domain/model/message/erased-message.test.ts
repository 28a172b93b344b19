import { expect } from 'chai';
import fc from 'fast-check';
import { erasedMessage } from '../../../../src/domain/model/message/erased-message.js';
import { changed } from '../../../../src/domain/model/message/message-change.js';
import { erasedSnapshot, snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { wamidOf } from '../../../../src/domain/model/message/message.js';
import { isMarkedFor, type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { NONCE } from '../../../contracts/support.js';
import { anyMessage, opened, WAMID } from '../../../support/any-message.js';

describe('an erased message', () => {
  it('shows nothing of its person, and keeps its ids, state, times, key and fingerprint', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        if (message.state === 'pending') return;
        const erased = erasedMessage(message);
        expect(snapshotOf(erased)).to.deep.equal(erasedSnapshot(snapshotOf(message)));
        expect(erased).to.include({ key: message.key, fingerprint: message.fingerprint, nonce: message.nonce });
      }),
    );
  });

  it('is the same value when it is erased again', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        if (message.state === 'pending') return;
        const erased = erasedMessage(message);
        expect(erasedMessage(erased)).to.equal(erased);
      }),
    );
  });

  it('still goes on with its statuses, which its mark names, and is not told twice', () => {
    const lost = changed(opened, { _tag: 'LeaseLost', at: 3_000 }, []).after;
    const erased = erasedMessage(lost);
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
