import { expect } from 'chai';
import { timelineEntryView } from '../../src/api/timeline-view.js';
import { type IdempotencyKey } from '../../src/domain/model/message/idempotency-key.js';
import { type TimelineEntry } from '../../src/domain/model/message/timeline.js';

const AT = Date.UTC(2026, 10, 23, 12);
const at = '2026-11-23T12:00:00.000Z';

describe('The view of a timeline', () => {
  for (const [entry, view] of [
    [
      {
        kind: 'opened',
        at: AT,
        door: 'rest',
        requestId: 'r',
        tokenId: 'tok_1_3',
        idempotencyKey: 'order' as IdempotencyKey,
      },
      { at, kind: 'opened', door: 'rest', request_id: 'r', token_id: 'tok_1_3', idempotency_key: 'order' },
    ],
    [
      { kind: 'try', at: AT, call: 'media', ms: 212, httpStatus: 500, code: 131000, reason: null },
      { at, kind: 'try', call: 'media', ms: 212, http_status: 500, code: 131000, reason: null },
    ],
    [
      { kind: 'status', at: AT, status: 'delivered', reportedAt: AT, code: null },
      { at, kind: 'status', status: 'delivered', reported_at: at, code: null },
    ],
    [
      { kind: 'expired', at: AT },
      { at, kind: 'expired' },
    ],
    [
      { kind: 'settled', at: AT, as: 'failed', by: 'cli', requestId: null, tokenId: null },
      { at, kind: 'settled', as: 'failed', by: 'cli', request_id: null, token_id: null },
    ],
  ] as const satisfies readonly (readonly [TimelineEntry, object])[])
    it(`has exactly the members of ${entry.kind}`, () => {
      expect(timelineEntryView(entry)).to.deep.equal(view);
    });
});
