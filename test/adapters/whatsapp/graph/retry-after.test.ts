import { expect } from 'chai';
import { readRetryAfter } from '../../../../src/adapters/whatsapp/graph/retry-after.js';

const now = Date.UTC(2026, 10, 23, 12);

describe('a Retry-After header', () => {
  it('is seconds', () => {
    expect(readRetryAfter('0', now)).to.equal(0);
    expect(readRetryAfter(' 7 ', now)).to.equal(7_000);
    expect(readRetryAfter(['3', '4'], now)).to.equal(3_000);
  });

  it('is a date, and one that is over is now', () => {
    expect(readRetryAfter('Mon, 23 Nov 2026 12:00:05 GMT', now)).to.equal(5_000);
    expect(readRetryAfter('Mon, 23 Nov 2026 11:00:00 GMT', now)).to.equal(0);
  });

  it('is nothing else', () => {
    for (const header of [undefined, '', '-1', '1.5', '1e9', 'soon', '99999999999', '2026-11-23', 'Xxx, what GMT']) {
      expect(readRetryAfter(header, now), String(header)).to.equal(null);
    }
  });
});
