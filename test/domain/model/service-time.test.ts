import { expect } from 'chai';
import fc from 'fast-check';
import {
  holdsKey,
  KEY_MINUTES,
  noService,
  withClock,
  withMinute,
  withRestore,
} from '../../../src/domain/model/service-time.js';
import { DAY } from '../../../src/domain/model/time.js';

const NOW = Date.UTC(2026, 10, 29);
const at = (minutes: number, more: object = {}) => ({ ...noService, minutes, ...more });
const opened = (openedInMinute: number | null, createdAt = NOW) => ({ createdAt, openedInMinute });

describe('an idempotency key', () => {
  it('lives for at least 24 hours of service, and at most a minute longer, whatever the clock says', () => {
    const anyInstant = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 3_000 }), anyInstant, anyInstant, (minute, passed, createdAt, seenAt) => {
        const held = holdsKey(opened(minute, createdAt), at(minute + passed, { seenAt }));
        expect(held).to.equal(passed < KEY_MINUTES);
      }),
    );
  });

  it('that was live at a restore lives for 24 hours of service from then on', () => {
    const restored = withRestore(at(5_000));
    expect(restored.restores).to.deep.equal([5_000]);
    const later = (minutes: number) => ({ ...restored, minutes: 5_000 + minutes });
    for (const minute of [5_000, 4_000, 5_000 - KEY_MINUTES + 1]) {
      expect(holdsKey(opened(minute), later(KEY_MINUTES - 1)), `${minute}`).to.equal(true);
      expect(holdsKey(opened(minute), later(KEY_MINUTES)), `${minute}`).to.equal(false);
    }
    expect(holdsKey(opened(5_000 - KEY_MINUTES), restored)).to.equal(false);
    expect(holdsKey(opened(5_010), later(KEY_MINUTES + 9))).to.equal(true);
    expect(holdsKey(opened(5_010), later(KEY_MINUTES + 10))).to.equal(false);
  });

  it('is freed by no restore, however many there were before', () => {
    const steps = fc.array(fc.record({ passed: fc.nat({ max: 2_000 }), isRestored: fc.boolean() }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), steps, (minute, taken) => {
        const time = taken.reduce((before, { passed, isRestored }) => {
          const now = { ...before, minutes: before.minutes + passed };
          return isRestored ? withRestore(now) : now;
        }, at(minute));
        const claim = opened(minute);
        const restored = withRestore(time);
        if (holdsKey(claim, time)) {
          expect(holdsKey(claim, { ...restored, minutes: time.minutes + KEY_MINUTES - 1 })).to.equal(true);
          expect(holdsKey(claim, { ...restored, minutes: time.minutes + KEY_MINUTES })).to.equal(false);
        } else expect(holdsKey(claim, restored)).to.equal(false);
      }),
    );
  });

  it('from before service was counted is freed by no clock that has jumped', () => {
    const jumped = withClock(at(0, { seenAt: NOW }), NOW + 400 * DAY);
    expect(holdsKey(opened(null), jumped)).to.equal(true);
    expect(holdsKey(opened(null), { ...jumped, minutes: KEY_MINUTES - 1 })).to.equal(false);
  });

  it('from before service was counted ends by the wall clock, or after 24 hours of service', () => {
    expect(holdsKey(opened(null), at(0))).to.equal(true);
    expect(holdsKey(opened(null), at(0, { seenAt: NOW + DAY - 1 }))).to.equal(true);
    expect(holdsKey(opened(null), at(0, { seenAt: NOW + DAY }))).to.equal(false);
    expect(holdsKey(opened(null), at(KEY_MINUTES, { seenAt: NOW }))).to.equal(false);
  });

  it('from before service was counted lives on from a restore, however long the backup lay', () => {
    const restored = withRestore(at(100, { seenAt: NOW + DAY - 1 }));
    const later = (minutes: number) => ({ ...restored, seenAt: NOW + 90 * DAY, minutes: 100 + minutes });
    expect(holdsKey(opened(null), later(0))).to.equal(true);
    expect(holdsKey(opened(null), later(KEY_MINUTES - 1))).to.equal(true);
    expect(holdsKey(opened(null), later(KEY_MINUTES))).to.equal(false);
  });

  it('ages by minutes of service', () => {
    expect(withMinute(at(3)).minutes).to.equal(4);
  });
});
