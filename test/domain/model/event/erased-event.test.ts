import { expect } from 'chai';
import fc from 'fast-check';
import { contactOfEvent } from '../../../../src/domain/model/event/event.js';
import { withoutPerson } from '../../../../src/domain/model/event/erased-event.js';
import { eventView } from '../../../../src/api/event-view.js';
import { eventRecord } from '../../../../src/adapters/stores/records/events/event.js';
import { anyEvent } from '../../../support/any-event.js';

describe('an event without its person', () => {
  it('keeps its type, time, account and contact, and is the same value the second time', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const after = withoutPerson(event);
        expect(after).to.deep.include({ type: event.type, at: event.at, accountId: event.accountId });
        expect(contactOfEvent(after)).to.equal(contactOfEvent(event));
        expect(withoutPerson(after)).to.equal(after);
      }),
    );
  });

  it('is kept and read back as it is', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const after = withoutPerson(event);
        const kept: unknown = JSON.parse(JSON.stringify(eventRecord.encode(after)));
        expect(eventRecord.decode(kept)).to.deep.equal({ _tag: 'Right', right: after });
      }),
    );
  });

  it('shows the same keys, and null for everything that is said of a person', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const [before, after] = [eventView(event).data, eventView(withoutPerson(event)).data];
        expect(Object.keys(after)).to.deep.equal(Object.keys(before));
        const said = ['phone', 'user_id', 'username', 'firstname', 'lastname', 'email', 'country', 'wa_id'];
        const sent = ['message_id', 'caption', 'filename', 'reference', 'media_url'];
        if (event.type !== 'account.attention')
          for (const name of [...said, ...sent].filter((one) => one in after)) expect(after[name], name).to.equal(null);
      }),
    );
  });
});
