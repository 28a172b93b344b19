import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { eventRecord, loggedEventRecord } from '../../../../../src/adapters/stores/records/events/event.js';
import { type AttentionEvent } from '../../../../../src/domain/model/account/attention.js';
import { createdEvent, contactErasedEvent } from '../../../../../src/domain/model/contact/contact-event.js';
import { madeContact } from '../../../../../src/domain/model/contact/contact.js';
import { eventTypes } from '../../../../../src/domain/model/event/event-type.js';
import { type MessageEvent } from '../../../../../src/domain/model/message/message-event.js';
import { snapshotOf } from '../../../../../src/domain/model/message/message-snapshot.js';
import { leaseLost } from '../../../../../src/domain/model/message/settled-message.js';
import { ACME, contactId, newContact, NOW } from '../../../../contracts/support.js';
import { anyEvent, anyLoggedEvent } from '../../../../support/any-event.js';
import { opened } from '../../../../support/any-message.js';
import { faultsOf, throughJson } from '../faults-of.js';

const failed: MessageEvent = {
  type: 'message.failed',
  accountId: ACME,
  at: NOW,
  message: { ...snapshotOf(opened), state: 'failed', failedAt: NOW, failure: leaseLost },
};
const created = createdEvent(madeContact(newContact(1), ACME, contactId(7), NOW), null, NOW);
const attention: AttentionEvent = {
  type: 'account.attention',
  accountId: ACME,
  at: NOW,
  name: 'Acme',
  health: {
    problems: [{ reason: 'token', since: NOW, code: 190 }],
    lastSentAt: null,
    lastStatusAt: null,
    refusedSignatures: null,
  },
};
const flat = {
  failed: eventRecord.encode(failed) as typeof failed,
  created: eventRecord.encode(created) as { readonly contact: object },
  erased: eventRecord.encode(contactErasedEvent({ accountId: ACME, id: contactId(7) }, NOW)) as object,
  attention: eventRecord.encode(attention) as typeof attention,
};

describe('the record of an event', () => {
  it('comes back as it was written, of every type', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyEvent, (event) => {
        seen.add(event.type);
        expect(eventRecord.is(event)).to.equal(true);
        expect(throughJson(eventRecord, event)).to.deep.equal(E.right(event));
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).to.deep.equal([...eventTypes].sort());
  });

  it('has its id beside it once it has one', () => {
    fc.assert(
      fc.property(anyLoggedEvent, (logged) => {
        expect(loggedEventRecord.is(logged)).to.equal(true);
        expect(loggedEventRecord.encode(logged)).to.include({ id: logged.id, type: logged.event.type });
        expect(throughJson(loggedEventRecord, logged)).to.deep.equal(E.right(logged));
      }),
    );
    expect(faultsOf(loggedEventRecord, flat.failed)).to.deep.equal(['id']);
    expect(faultsOf(loggedEventRecord, { ...flat.failed, id: 'evt_1', at: null })).to.deep.equal(['at', 'id']);
  });

  it('has a message as it is, and a contact with phone and user id beside the other fields', () => {
    expect(flat.failed).to.deep.equal(failed);
    expect(flat.created.contact).to.include({ id: 7, phone: '14155550001', userId: null });
  });

  for (const [what, record, fields] of [
    ['no type', { ...flat.failed, type: undefined }, ['type']],
    ['a type that there is not', { ...flat.failed, type: 'message.pending' }, ['type']],
    ['the type of another event', { ...flat.failed, type: 'contact.created' }, ['contact', 'optedOutAt']],
    ['no account', { ...flat.erased, accountId: 0 }, ['accountId']],
    ['no contact', { ...flat.erased, contactId: null }, ['contactId']],
    ['a text for its time', { ...flat.failed, at: 'now' }, ['at']],
    [
      'a damaged message',
      { ...flat.failed, message: { ...flat.failed.message, state: 'gone', id: 0 } },
      ['message.id', 'message.state'],
    ],
    [
      'a damaged failure',
      { ...flat.failed, message: { ...flat.failed.message, failure: { ...leaseLost, error: 1 } } },
      ['message.failure.error'],
    ],
    [
      'a contact that has no id of WhatsApp, and a name, so that it was not erased',
      { ...flat.created, contact: { ...flat.created.contact, phone: null, firstname: 'Ann' } },
      ['contact.phone'],
    ],
    [
      'an unknown problem',
      {
        ...flat.attention,
        health: { ...flat.attention.health, problems: [{ reason: 'weather', since: NOW, code: null }] },
      },
      ['health.problems.0.reason'],
    ],
    ['nothing at all', null, ['']],
  ] as const)
    it(`does not decode with ${what}, and names the place`, () => {
      expect(faultsOf(eventRecord, record)).to.deep.equal(fields);
    });
});
