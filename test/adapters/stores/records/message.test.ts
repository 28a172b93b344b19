import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { type Errors } from 'io-ts';
import { messageRecord } from '../../../../src/adapters/stores/records/message.js';
import { type Message } from '../../../../src/domain/model/message/message.js';
import { erasedMessage } from '../../../../src/domain/model/message/erased-message.js';
import { noService } from '../../../../src/domain/model/service-time.js';
import { changed } from '../../../../src/domain/model/message/message-change.js';
import { messageStates } from '../../../../src/domain/model/message/message-state.js';
import { leaseLost } from '../../../../src/domain/model/message/settled-message.js';
import { wamidOf } from '../../../../src/domain/model/message/message.js';
import { recipient } from '../../../contracts/support.js';
import {
  anyChange,
  anyMessage,
  type ChangeByWhatsApp,
  mayChange,
  opened,
  WAMID,
} from '../../../support/any-message.js';
import { type FlatMessage, reportedFlat, settledFlat } from './flat-messages.js';

/** A new message as it was written before messages were told apart by state. */
const { recipient: openedFor, ...openedRest } = opened;
const flatOpened: FlatMessage = {
  ...openedRest,
  ...openedFor,
  wamid: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  failure: null,
};

/** What erasing leaves of the fields of a record. */
const erasedFields = { phone: null, userId: null, mediaUrl: null, caption: null, filename: null, reference: null };

const flatChanged = (message: FlatMessage, change: ChangeByWhatsApp): FlatMessage => {
  switch (change._tag) {
    case 'Outcome':
      return settledFlat(message, change.outcome);
    case 'Report':
      return message.wamid === null || message.wamid === change.report.wamid
        ? reportedFlat(message, { failure: null, ...change.report })
        : message;
    case 'LeaseLost':
      return message.state === 'pending'
        ? settledFlat(message, { _tag: 'Refused', failure: leaseLost, at: change.at })
        : message;
  }
};

const decoded = (record: unknown): Message => {
  const result = messageRecord.decode(record);
  return E.isRight(result) ? result.right : expect.fail(`${JSON.stringify(record)}: ${fieldsOf(result.left).join()}`);
};
const fieldsOf = (errors: Errors): readonly string[] =>
  errors.map(({ context }) =>
    context
      .map(({ key }) => key)
      .filter((key) => key !== '')
      .join('.'),
  );
const faultsOf = (record: unknown): readonly string[] => {
  const result = messageRecord.decode(record);
  return E.isLeft(result) ? fieldsOf(result.left) : expect.fail(`decodes: ${JSON.stringify(record)}`);
};
const encoded = (message: Message): FlatMessage => messageRecord.encode(message) as FlatMessage;

describe('the record of a message', () => {
  it('that was ever written decodes, and is written again as it was', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 8 }), (changes) => {
        let flat = flatOpened;
        for (const change of changes) {
          flat = flatChanged(flat, change);
          expect(encoded(decoded(flat))).to.deep.equal(flat);
          seen.add(shapeOf(flat));
        }
      }),
      { numRuns: 3_000 },
    );
    // Of the 68 that the next test counts.
    expect(seen.size).to.be.at.least(50);
  });

  it('of a version that knew no random part and no minute of service has neither', () => {
    const { nonce: _nonce, openedInMinute: _minute, ...older } = flatOpened;
    expect(decoded(older)).to.deep.equal({ ...opened, nonce: null, openedInMinute: null });
  });

  it('of a version that knew no user ids has none', () => {
    const { userId: _userId, ...older } = flatOpened;
    expect(decoded(older)).to.deep.equal(opened);
  });

  it('of a version that kept no timelines has an empty one', () => {
    const { timeline: _timeline, ...older } = flatOpened;
    expect(decoded(older)).to.deep.equal({ ...opened, timeline: [] });
  });

  it('has the phone of its recipient, the user id or both, as they were given', () => {
    for (const given of [recipient(1, null), recipient(null, 1), recipient(1, 1)]) {
      const message = { ...opened, recipient: given };
      expect(encoded(message)).to.deep.equal({ ...flatOpened, ...given });
      expect(decoded(encoded(message))).to.deep.equal(message);
    }
  });

  it('that was erased decodes, and learns no person and no wamid again', () => {
    fc.assert(
      fc.property(anyMessage, fc.array(anyChange, { maxLength: 4 }), (message, changes) => {
        if (message.state === 'pending') return;
        const erasedOne = erasedMessage(message, noService);
        expect(decoded(encoded(erasedOne))).to.deep.equal(erasedOne);
        for (const change of changes.filter((one) => mayChange(erasedOne, one))) {
          const { after } = changed(erasedOne, change, []);
          // A refusal may free its key.
          expect({ ...erasedMessage(after, noService), fingerprint: '' }).to.deep.equal({ ...after, fingerprint: '' });
          expect(wamidOf(after)).to.equal(null);
          expect(decoded(encoded(after))).to.deep.equal(after);
        }
      }),
    );
  });

  it('decodes in every shape that is reached by trying each change on each shape', () => {
    const changes = fc.sample(anyChange, { numRuns: 400, seed: 7 });
    const shapes = new Map([[shapeOf(flatOpened), flatOpened]]);
    for (const flat of shapes.values())
      for (const change of changes) {
        const next = flatChanged(flat, change);
        if (!shapes.has(shapeOf(next))) shapes.set(shapeOf(next), next);
      }
    expect(shapes.size).to.equal(68);
    for (const flat of shapes.values()) expect(encoded(decoded(flat))).to.deep.equal(flat);
    expect(new Set([...shapes.values()].map(({ state }) => state))).to.deep.equal(new Set(messageStates));
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decoded(JSON.parse(JSON.stringify(encoded(message))))).to.deep.equal(message);
      }),
    );
  });

  it('has null for all that its state cannot have, and nothing else of it', () => {
    expect(encoded(opened)).to.deep.equal(flatOpened);
    expect(decoded(flatOpened)).to.deep.equal(opened);
    expect(wamidOf(decoded(flatOpened))).to.equal(null);
  });

  for (const [what, damage, fields] of [
    ['no state', { state: 'gone' }, ['state']],
    ['a wamid while it is pending', { wamid: WAMID }, ['wamid']],
    ['a failure while it is pending', { failure: leaseLost }, ['failure']],
    ['an outcome while it is pending', { outcome: 'accepted' }, ['outcome']],
    ['no time and no wamid where it was sent', { state: 'sent' }, ['wamid', 'sentAt']],
    [
      'a time of failure where it was delivered',
      { state: 'delivered', wamid: 'w', deliveredAt: 1, failedAt: 2 },
      ['failedAt'],
    ],
    ['no time of reading where it was read', { state: 'read', wamid: 'w' }, ['readAt']],
    ['no failure where it failed', { state: 'failed', failedAt: 1 }, ['failure']],
    [
      'no wamid where it failed after it was accepted',
      { state: 'failed', outcome: 'accepted', failedAt: 1, failure: leaseLost, sentAt: 1 },
      ['wamid'],
    ],
    ['another outcome than unknown where it is unconfirmed', { state: 'unconfirmed', failure: leaseLost }, ['outcome']],
    ['no recipient', { phone: null }, ['phone']],
    ['no URL of its file, and a recipient', { mediaUrl: null, caption: null }, ['phone']],
    ['no URL of its file, and a caption', { mediaUrl: null, phone: null }, ['caption']],
    ['a wamid where it was erased', { ...erasedFields, state: 'sent', wamid: 'w', sentAt: 1 }, ['wamid']],
    ['no recipient in old fields', { phone: null, userId: undefined }, ['phone']],
    ['a user id for a phone', { phone: 'US.1' }, ['phone']],
    ['another text for a user id', { userId: 'US 1' }, ['userId']],
    ['a text for a time', { createdAt: 'now' }, ['createdAt']],
    [
      'a wamid where it was settled by hand',
      { settledByHand: true, state: 'delivered', outcome: 'unknown', wamid: 'w', deliveredAt: 1 },
      ['wamid'],
    ],
    ['something else for its timeline', { timeline: {} }, ['timeline']],
    ['an entry of no kind in its timeline', { timeline: [...opened.timeline, { kind: 'x' }] }, ['timeline.1.kind']],
    ['damage inside an entry of its timeline', { timeline: [{ kind: 'expired', at: 'x' }] }, ['timeline.0.at']],
    [
      'damage inside its failure',
      { state: 'failed', failedAt: 1, failure: { ...leaseLost, outcome: 'lost' } },
      ['failure.outcome'],
    ],
  ] as const)
    it(`does not decode with ${what}, and names the field`, () => {
      expect(faultsOf({ ...flatOpened, ...damage })).to.deep.equal(fields);
    });

  it('does not decode where it lacks a field, or is no record at all', () => {
    const added = ['nonce', 'openedInMinute', 'userId', 'reference', 'settledByHand', 'erasesOnceSettled', 'timeline'];
    for (const field of Object.keys(flatOpened).filter((name) => !added.includes(name))) {
      const { [field as keyof FlatMessage]: _gone, ...rest } = flatOpened;
      expect(faultsOf(rest), field).to.deep.equal([field]);
    }
    for (const odd of [null, undefined, 7, 'x', []]) expect(messageRecord.decode(odd)._tag).to.equal('Left');
  });
});

/** Which fields a record has: what a state must allow for. */
const shapeOf = (flat: FlatMessage): string =>
  JSON.stringify([
    flat.state,
    flat.outcome,
    flat.key === null,
    flat.failure?.outcome ?? null,
    ...[flat.wamid, flat.sentAt, flat.deliveredAt, flat.readAt, flat.failedAt].map((value) => value === null),
  ]);
