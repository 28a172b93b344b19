import { expect } from 'chai';
import fc from 'fast-check';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type SendOutcome } from '../../../../src/domain/model/message/send-outcome.js';
import { wamidOf } from '../../../../src/domain/model/message/message.js';
import { changed, givenWamid, type MessageChange } from '../../../../src/domain/model/message/message-change.js';
import { snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { type ReportedStatus } from '../../../../src/domain/model/message/message-state.js';
import { type StatusReport } from '../../../../src/domain/model/message/status-report.js';
import { anyChange, anyMessage, anyReport, failure, mayChange, opened, WAMID } from '../../../support/any-message.js';

const report = (status: Exclude<ReportedStatus, 'failed'>, at = 5_000): StatusReport => ({
  wamid: WAMID,
  mark: null,
  shown: nothingShown,
  status,
  at,
});
const reported = (status: Exclude<ReportedStatus, 'failed'>): MessageChange => ({
  _tag: 'Report',
  at: 6_000,
  report: report(status),
});
const failedByStatus: MessageChange = {
  _tag: 'Report',
  at: 6_000,
  report: { wamid: WAMID, mark: null, shown: nothingShown, status: 'failed', at: 5_000, failure: failure() },
};
const outcome = (made: SendOutcome): MessageChange => ({ _tag: 'Outcome', outcome: made, entries: [] });
const accepted = outcome({ _tag: 'Accepted', wamid: WAMID, shown: nothingShown, at: 2_000 });
const lost: MessageChange = { _tag: 'LeaseLost', at: 3_000 };

/** The types of the events that a row of changes comes to, one list a change. */
const eventsOf = (...changes: readonly MessageChange[]): readonly (readonly string[])[] => {
  const types: (readonly string[])[] = [];
  changes.reduce<typeof opened | ReturnType<typeof changed>['after']>((message, change) => {
    const { after, events } = changed(message, change, []);
    types.push(events.map(({ type }) => type));
    return after;
  }, opened);
  return types;
};

describe('a change of a message', () => {
  it('has one event, named by the state that it reaches', () => {
    expect(eventsOf(accepted, reported('delivered'), reported('read'), reported('played'))).to.deep.equal([
      ['message.sent'],
      ['message.delivered'],
      ['message.read'],
      ['message.played'],
    ]);
    expect(eventsOf(lost, reported('delivered'), reported('played'))).to.deep.equal([
      ['message.unconfirmed'],
      ['message.delivered'],
      ['message.played'],
    ]);
    expect(eventsOf(accepted, failedByStatus)).to.deep.equal([['message.sent'], ['message.failed']]);
    expect(eventsOf(outcome({ _tag: 'Refused', failure: failure(), at: 1 }))).to.deep.equal([['message.failed']]);
  });

  it('has none where the state stays', () => {
    expect(eventsOf(reported('played'), reported('read'))[1]).to.deep.equal([]);
    expect(eventsOf(reported('delivered'), accepted)[1]).to.deep.equal([]);
    expect(eventsOf(reported('delivered'), failedByStatus)[1]).to.deep.equal([]);
    expect(eventsOf(accepted, accepted)[1]).to.deep.equal([]);
  });

  it('tells when it was recorded, whatever time WhatsApp reports', () => {
    const [event] = changed(opened, { _tag: 'Report', at: 6_000, report: report('read', 5_000) }, []).events;
    expect(event).to.include({ type: 'message.read', at: 6_000, accountId: opened.accountId });
    expect(event?.message).to.include({ readAt: 5_000 });
  });

  it('shows the message as it is right after it', () => {
    fc.assert(
      fc.property(anyMessage, anyChange, (message, change) => {
        fc.pre(mayChange(message, change));
        const { after, events } = changed(message, change, []);
        expect(events.map(({ message: shown }) => shown)).to.deep.equal(
          after.state === message.state ? [] : [snapshotOf(after)],
        );
      }),
    );
  });

  it('with the reports that waited for it has the event of where it ended, at its own time', () => {
    const { after, events } = changed(opened, accepted, [report('delivered', 4_000), report('read', 4_000)]);
    expect(after).to.include({ state: 'read', outcome: 'accepted', sentAt: 2_000, deliveredAt: 4_000, readAt: 4_000 });
    expect(events).to.deep.equal([
      { type: 'message.read', accountId: opened.accountId, at: 2_000, message: snapshotOf(after) },
    ]);
  });

  it('by a lost lease is one of a message whose outcome is awaited', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { after } = changed(message, lost, []);
        if (message.state === 'pending') expect(after).to.include({ state: 'unconfirmed', outcome: 'unknown' });
        else if (message.outcome === null) expect(after).to.include({ state: message.state, outcome: 'unknown' });
        else expect(after).to.equal(message);
      }),
    );
  });

  it('is told once: repeated, it changes nothing more and has no event', () => {
    fc.assert(
      fc.property(anyMessage, anyChange, fc.array(anyReport, { maxLength: 2 }), (message, change, early) => {
        fc.pre(mayChange(message, change));
        const once = changed(message, change, early).after;
        fc.pre(mayChange(once, change));
        const again = changed(once, change, []);
        expect(again.events).to.deep.equal([]);
        expect(again.after.state).to.equal(once.state);
      }),
    );
  });

  it('gives a message no other wamid than it says, so that reports wait for the right one', () => {
    fc.assert(
      fc.property(anyMessage, anyChange, (message, change) => {
        fc.pre(mayChange(message, change));
        const wamid = wamidOf(changed(message, change, []).after);
        if (wamid !== wamidOf(message)) expect(wamid).to.equal(givenWamid(change));
      }),
    );
  });
});
