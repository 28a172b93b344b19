import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { settleable, withoutHand } from '../../../../src/domain/model/message/hand-settlement.js';
import { changed } from '../../../../src/domain/model/message/message-change.js';
import { handStates } from '../../../../src/domain/model/message/message-state.js';
import { snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { anyChange, anyMessage, byApi, mayChange, opened } from '../../../support/any-message.js';

const lost = changed(opened, { _tag: 'LeaseLost', at: 3_000 }, []).after;
const handed = (as: (typeof handStates)[number]) =>
  changed(lost, { _tag: 'Settled', settlement: { as, settler: byApi, at: 4_000 } }, []);

describe('a message that is settled by hand', () => {
  it('was unconfirmed', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(E.isRight(settleable(message))).to.equal(message.state === 'unconfirmed');
      }),
    );
  });

  it('has the event of its state, at the time of the hand', () => {
    for (const as of handStates) {
      const { after, events } = handed(as);
      expect(events).to.deep.equal([
        { type: `message.${as}`, accountId: after.accountId, at: 4_000, message: snapshotOf(after) },
      ]);
    }
  });

  it('goes on as an unconfirmed one does with whatever WhatsApp tells, but for a key that was freed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...handStates), fc.array(anyChange, { maxLength: 4 }), (as, changes) => {
        const { after: byHand } = handed(as);
        const told = changes.filter(
          (change) => change._tag === 'Report' || (change._tag === 'Outcome' && change.outcome._tag === 'Accepted'),
        );
        const goOn = (start: typeof byHand) =>
          told.reduce(
            (message, change) => (mayChange(message, change) ? changed(message, change, []).after : message),
            start,
          );
        const { timeline: _one, key: _key, ...ends } = goOn(byHand);
        const { timeline: _other, key: _otherKey, ...expected } = goOn(lost);
        if (told.length === 0) expect(ends).to.include({ state: as });
        else expect(ends).to.deep.equal(expected);
        if (as === 'failed') expect(goOn(byHand).key).to.equal(null);
      }),
    );
  });

  it('is to WhatsApp what it was before', () => {
    for (const as of handStates)
      expect(withoutHand(handed(as).after)).to.include({ state: 'unconfirmed', settledByHand: false });
  });
});
