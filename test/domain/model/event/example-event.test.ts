import { expect } from 'chai';
import fc from 'fast-check';
import { eventBody } from '../../../../src/api/event-view.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { exampleEvent } from '../../../../src/domain/model/event/example-event.js';
import { eventTypes } from '../../../../src/domain/model/event/event-type.js';

const anyTime = fc.integer({ min: 0, max: Date.UTC(2999, 0) });
const anyAccount = fc.integer({ min: 1 }).map((id) => id as AccountId);

describe('an example of an event', () => {
  it('is of its type, account and time, and the same each time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...eventTypes), anyAccount, anyTime, (type, account, at) => {
        const event = exampleEvent(type, account, at);
        expect(event).to.include({ type, accountId: account, at });
        expect(eventBody(exampleEvent(type, account, at))).to.equal(eventBody(event));
      }),
    );
  });

  it('shows a message in the state that its type names', () => {
    for (const type of eventTypes) {
      const { data } = JSON.parse(eventBody(exampleEvent(type, 1 as AccountId, 0))) as {
        data: { status?: string; error: { outcome: string } | null; sent_at: string | null };
      };
      if (!type.startsWith('message.')) continue;
      expect(data.status).to.equal(type.slice('message.'.length));
      expect(data.sent_at === null).to.equal(type === 'message.unconfirmed');
      const outcome = { 'message.failed': 'not_sent', 'message.unconfirmed': 'unknown' }[type as string] ?? null;
      expect(data.error?.outcome ?? null).to.equal(outcome);
    }
  });

  it('shows a contact that has opted out only where it has', () => {
    const optedOut = (type: 'contact.created' | 'contact.opted_out' | 'contact.opted_in') =>
      (JSON.parse(eventBody(exampleEvent(type, 1 as AccountId, 0))) as { data: { opted_out_at: string | null } }).data
        .opted_out_at;
    expect(optedOut('contact.opted_out')).to.equal('1970-01-01T00:00:00.000Z');
    expect([optedOut('contact.created'), optedOut('contact.opted_in')]).to.deep.equal([null, null]);
  });
});
