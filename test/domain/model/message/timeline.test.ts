import { expect } from 'chai';
import fc from 'fast-check';
import { erasedMessage } from '../../../../src/domain/model/message/erased-message.js';
import { noService } from '../../../../src/domain/model/service-time.js';
import { changed, type MessageChange } from '../../../../src/domain/model/message/message-change.js';
import { type SettledMessage } from '../../../../src/domain/model/message/message.js';
import { type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import {
  MOST_ENTRIES,
  type SendEntry,
  type StatusEntry,
  type Timeline,
  type TryEntry,
  withEntries,
} from '../../../../src/domain/model/message/timeline.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { key, ORIGIN } from '../../../contracts/support.js';
import { anyChange, anyMessage, anyReport, failure, mayChange, opened, WAMID } from '../../../support/any-message.js';

const call = (at: number, httpStatus = 200): TryEntry => ({
  kind: 'try',
  at,
  call: 'messages',
  ms: 5,
  httpStatus,
  code: null,
  reason: null,
});
const status = (at: number, reportedAt: number, name: StatusEntry['status'] = 'delivered'): StatusEntry => ({
  kind: 'status',
  at,
  status: name,
  reportedAt,
  code: null,
});
const reported = (report: StatusReport, at: number): MessageChange => ({ _tag: 'Report', report, at });
const delivered: StatusReport = { wamid: WAMID, mark: null, shown: nothingShown, status: 'delivered', at: 5_000 };
const accepted = (at: number, entries: readonly SendEntry[]): MessageChange => ({
  _tag: 'Outcome',
  outcome: { _tag: 'Accepted', wamid: WAMID, shown: nothingShown, at },
  entries,
});
const kindsOf = ({ timeline }: { readonly timeline: Timeline }): readonly string[] => timeline.map(({ kind }) => kind);

describe('the timeline of a message', () => {
  it('begins with the request that opened it', () => {
    expect(opened.timeline).to.deep.equal([{ kind: 'opened', at: 1_000, ...ORIGIN, idempotencyKey: key('k') }]);
  });

  it('has each call of the send, in the write of the outcome', () => {
    const { after } = changed(opened, accepted(2_000, [call(1_100, 500), call(1_500)]), []);
    expect(after.timeline).to.deep.equal([...opened.timeline, call(1_100, 500), call(1_500)]);
  });

  it('has each status once, however often it is reported', () => {
    const once = changed(opened, reported(delivered, 6_000), []).after;
    expect(once.timeline).to.deep.equal([...opened.timeline, status(6_000, 5_000)]);
    expect(changed(once, reported(delivered, 7_000), []).after).to.equal(once);
    const again = changed(once, reported({ ...delivered, at: 5_001 }, 7_000), []).after;
    expect(again.timeline).to.deep.equal([...once.timeline, status(7_000, 5_001)]);
  });

  it('has the statuses that waited for the wamid, when they were recorded', () => {
    const { after } = changed(opened, accepted(2_000, [call(1_100)]), [delivered]);
    expect(after.timeline).to.deep.equal([...opened.timeline, call(1_100), status(2_000, 5_000)]);
  });

  it("tells WhatsApp's code of a failure", () => {
    const whatsapp = { code: 131026, title: 'Undeliverable', details: null, fbtraceId: null };
    const report: StatusReport = { ...delivered, status: 'failed', failure: failure({ whatsapp }) };
    const { timeline } = changed(opened, reported(report, 6_000), []).after;
    expect(timeline.at(-1)).to.deep.equal({ ...status(6_000, 5_000, 'failed'), code: 131026 });
  });

  it('is in the order of time, also if the outcome comes after the lease was lost', () => {
    const lost = changed(opened, { _tag: 'LeaseLost', at: 9_000 }, []).after;
    expect(kindsOf(lost)).to.deep.equal(['opened', 'expired']);
    const late = changed(lost, accepted(9_500, [call(1_100)]), []).after;
    expect(kindsOf(late)).to.deep.equal(['opened', 'try', 'expired']);
  });

  it('does not say that a message expired that a status has settled', () => {
    const told = changed(opened, reported(delivered, 6_000), []).after;
    expect(kindsOf(changed(told, { _tag: 'LeaseLost', at: 9_000 }, []).after)).to.deep.equal(['opened', 'status']);
    const entries: readonly SendEntry[] = [call(1_100), { kind: 'expired', at: 8_000 }];
    const outcome = { _tag: 'Refused', failure: failure({ outcome: 'unknown' }), at: 8_000 } as const;
    const { after } = changed(told, { _tag: 'Outcome', outcome, entries }, []);
    expect(kindsOf(after)).to.deep.equal(['opened', 'try', 'status']);
  });

  it('says that a send was given up', () => {
    const outcome = { _tag: 'Refused', failure: failure(), at: 8_000 } as const;
    const { after } = changed(opened, { _tag: 'Outcome', outcome, entries: [{ kind: 'expired', at: 8_000 }] }, []);
    expect(kindsOf(after)).to.deep.equal(['opened', 'expired']);
  });

  it('has at most 200 entries: further statuses are left out, and add nothing', () => {
    const full = Array.from({ length: 300 }, (_, index) => ({ ...delivered, at: index })).reduce<SettledMessage>(
      (message, report) => changed(message, reported(report, 6_000 + report.at), []).after,
      changed(opened, { _tag: 'LeaseLost', at: 2_000 }, []).after,
    );
    expect(full.timeline).to.have.length(MOST_ENTRIES);
    expect(changed(full, reported({ ...delivered, at: 400 }, 7_000), []).after).to.equal(full);
    const { after } = changed(full, accepted(9_500, [call(1_100)]), []);
    expect(after.timeline).to.have.length(MOST_ENTRIES);
    expect(kindsOf(after).slice(0, 4)).to.deep.equal(['opened', 'try', 'expired', 'status']);
  });

  it('keeps two calls that look alike, and adds none twice', () => {
    const twice = withEntries(opened.timeline, [call(1_100), call(1_100)]);
    expect(twice).to.have.length(3);
    expect(withEntries(twice, [call(1_100), call(1_100)])).to.equal(twice);
  });

  it('is never shorter after a change, and names no key once it was erased', () => {
    fc.assert(
      fc.property(anyMessage, anyChange, fc.array(anyReport, { maxLength: 2 }), (message, change, early) => {
        fc.pre(mayChange(message, change));
        const { after } = changed(message, change, early);
        expect(after.timeline).to.have.length.at.least(message.timeline.length);
        expect(after.timeline.slice(0, 1)).to.deep.equal(opened.timeline);
        const [first, ...rest] = erasedMessage(after, noService).timeline;
        expect(first).to.deep.equal({ ...opened.timeline[0], idempotencyKey: null });
        expect(rest).to.deep.equal(after.timeline.slice(1));
      }),
    );
  });
});
